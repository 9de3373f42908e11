"""Three banks lend to one company out of one credit line: a small contract to try policies on.

The line says how much all banks together may still lend to a company. All names and amounts are
synthetic. ``record`` is built the wrong way, on purpose: the officer computes at the desk what will
be left, so two officers who look at once overwrite each other. ``draw`` computes it on the ledger.

Left out of the real thing: interest, paying back, who inside a bank may lend.
"""

from __future__ import annotations

from course_lib.canonical import JSON
from course_lib.consortium.consortium import Consortium
from course_lib.contracts.context import Context
from course_lib.contracts.contract import Contract, action, query
from course_lib.contracts.runtime import Receipt
from course_lib.keys import PrivateKey, generate, teaching_seed

BANKS = ("East Bank", "River Bank", "Hill Bank")
COMPANY = "Anhe Foods"
TWO_OF_THREE = "OutOf(2, 'East Bank', 'River Bank', 'Hill Bank')"
YUAN = 100
"""In fen."""


class Credit(Contract):
    """How much may still be lent to each company, in fen."""

    name = "credit"

    @action()
    def grant(self, ctx: Context, company: str, fen: int) -> JSON:
        """Set a company's line anew, whatever it was."""
        ctx.require(fen >= 0, f"a line is at least 0 fen, got {fen}")
        ctx.put(company, fen)
        return fen

    @action()
    def record(self, ctx: Context, company: str, left: int) -> JSON:
        """Write down what is left, as computed at the desk."""
        ctx.require(ctx.get(company) is not None, f"{company} has no line; grant one first")
        ctx.put(company, left)
        return left

    @action()
    def draw(self, ctx: Context, company: str, fen: int) -> JSON:
        """Lend: take an amount off the line, and return what is left."""
        line = ctx.get(company, 0)
        left = line - fen if isinstance(line, int) else -1
        ctx.require(fen > 0 and left >= 0, f"{fen} fen do not fit into the line of {company}")
        ctx.put(company, left)
        return left

    @query()
    def left(self, ctx: Context, company: str) -> JSON:
        """What may still be lent, fen; null where no line was granted."""
        return ctx.get(company)


def key_of(name: str) -> PrivateKey:
    """The teaching key of that name, the same for everybody."""
    return generate(seed=teaching_seed(name))


def three_banks(policy: str | None = None, yuan: int = 1_000_000) -> Consortium:
    """A consortium of :data:`BANKS` with one line for :data:`COMPANY`.

    Args:
        policy: for the contract ``credit``; None sets none.
        yuan: how much may be lent.
    """
    chain = Consortium("credit line", [Credit()], key_of("Founder"))
    for name in BANKS:
        chain.admit(name, "bank", key_of(name))
    chain.desk(BANKS[0]).invoke("credit", "grant", company=COMPANY, fen=yuan * YUAN)
    if policy is not None:
        chain.set_policy("credit", policy)
    return chain


def grant_alone(chain: Consortium, yuan: int) -> int:
    """River Bank sets the line to ``yuan``, and only River Bank endorses it.

    Returns:
        The line in yuan, as East Bank's replica then has it.

    Raises:
        NotAuthorised: the policy asks for more.
    """
    signed = chain.desk("River Bank").build("credit", "grant", company=COMPANY, fen=yuan * YUAN)
    chain.submit(chain.endorse(signed, by=["River Bank"]))
    chain.settle()
    return left_yuan(chain)


def at_once(chain: Consortium, action: str, **arguments: JSON) -> tuple[Receipt, Receipt]:
    """East Bank and River Bank act on the line in the same minute: both build, then both hand in.

    Returns:
        The receipts of East Bank and of River Bank, from one block.
    """
    desks = [chain.desk("East Bank"), chain.desk("River Bank")]
    sent = [desk.build("credit", action, company=COMPANY, **arguments) for desk in desks]
    if chain.founder.query("lifecycle", "policy", contract="credit") is not None:
        sent = [chain.endorse(signed) for signed in sent]
    east, river = [chain.submit(signed) for signed in sent]
    chain.settle()
    return chain.receipt(east), chain.receipt(river)


def left_yuan(chain: Consortium) -> int:
    """What may still be lent, in yuan, as East Bank's replica has it."""
    left = chain.desk("East Bank").query("credit", "left", company=COMPANY)
    return left // YUAN if isinstance(left, int) else 0
