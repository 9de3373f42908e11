"""Do you need a chain? Six questions, asked in order; the first answer that decides ends the test.

Three of the four conditions below are the report's own (*China's Blockchain Ecosystem: Industry
Mapping Report*, ch. 2): "efficiency and trust in fairness, with more emphasis on the latter";
"multi-party cooperation is required and there should be no clear subordinate relationship";
parties that "are willing to, or have the need to share, transfer or trade their data". Its second
one asks two things, so it stands here as two questions. The last two questions are the course's.

Left out of the real thing: costs, the law, and "social public services", which the report judges
apart from business. People answer the questions; the code only keeps the order.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

from course_lib.errors import InvalidValue, shown

ALONE, DATABASE = "no shared system", "signed database"
CONSORTIUM, PUBLIC = "consortium chain", "public chain"


@dataclass(frozen=True, slots=True)
class Question:
    """One question: what is asked, the answer that decides, and what it then decides.

    Attributes:
        name: of the answer in :class:`Case`.
        text: the question.
        deciding: the answer that ends the test.
        verdict: what is then advised.
        why: the reason, a sentence.
        source: whose condition it is.
    """

    name: str
    text: str
    deciding: bool
    verdict: str
    why: str
    source: str


@dataclass(frozen=True, slots=True)
class Case:
    """The answers for one plan, true for yes."""

    parties: bool
    sharing: bool
    equals: bool
    fairness: bool
    keeper: bool
    strangers: bool

    def __post_init__(self) -> None:
        for item in fields(self):
            value = getattr(self, item.name)
            if type(value) is not bool:
                raise InvalidValue(f"{item.name} is answered True or False, got {shown(value)}")


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is advised, which question decided, and why.

    ``decided_by`` is empty where every condition is met and none of the others decided.
    """

    verdict: str
    decided_by: str
    why: str


QUESTIONS = (
    Question(
        "parties", "Must several parties write to the same record?",
        False, ALONE, "One party alone needs a database of its own.", "report, condition 2",
    ),
    Question(
        "sharing", "Are they willing, or have they the need, to share data?",
        False, ALONE, "What nobody will share, no system can share.", "report, condition 3",
    ),
    Question(
        "equals", "Is none of them clearly subordinate to another?",
        False, DATABASE, "The one above can keep the record; the others sign.",
        "report, condition 2",
    ),
    Question(
        "fairness", "Does trust in fairness weigh more than efficiency?",
        False, DATABASE, "One keeper is the fastest; signatures show who wrote what.",
        "report, condition 1",
    ),
    Question(
        "keeper", "Is there a keeper whom all of them trust?",
        True, DATABASE, "Let that keeper keep it, signed, with a digest handed out each day.",
        "this course",
    ),
    Question(
        "strangers", "Must strangers write whom nobody has admitted?",
        True, PUBLIC, "Nobody can be shown out, so writing must cost something.", "this course",
    ),
)  # fmt: skip
"""In the order in which they are asked."""


def judge(case: Case) -> Judgement:
    """What the test advises for a plan.

    A consortium chain remains where no answer decides earlier.
    """
    for question in QUESTIONS:
        if getattr(case, question.name) is question.deciding:
            return Judgement(question.verdict, question.name, question.why)
    why = "Known parties, equals, share a record, and none may keep it for the others."
    return Judgement(CONSORTIUM, "", why)
