"""The pilot's consortium: its organisations admitted, its documents captured.

Synthetic, like everything in :mod:`.pilot`. Keys are derived from names, so that every run on
every machine gives the same ledger; nobody should do that outside a classroom.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from course_lib.consortium import Consortium, Member
from course_lib.contracts.runtime import Receipt
from course_lib.contracts.traceability.contract import Traceability
from course_lib.contracts.traceability.parties import PARTIES, Party
from course_lib.contracts.traceability.pilot import Capture, pork_pilot
from course_lib.keys import generate, teaching_seed
from course_lib.units import milliseconds

OPERATOR = "Pilot Operator"
BEGINS = "2016-10-13T05:00:00+08:00"
MINUTE_MS = 60_000


@dataclass(frozen=True, slots=True)
class Pilot:
    """A running pilot: the consortium, and each organisation's desk by its name."""

    consortium: Consortium
    members: dict[str, Member]

    def capture(self, done: Capture, minutes_later: int = 1) -> Receipt:
        """Hand in one document; the clock goes on to some minutes after its event."""
        wanted = milliseconds(done.time) + minutes_later * MINUTE_MS
        self.consortium.advance(max(0, wanted - self.consortium.now_ms))
        member = self.members[done.party.name]
        return member.invoke("traceability", "capture", document=done.text)


def open_pilot(parties: Iterable[Party] = PARTIES, folder: Path | None = None) -> Pilot:
    """Found the consortium and admit its organisations; nothing is captured yet.

    Args:
        parties: who takes part.
        folder: where the ledgers are kept as files; None keeps them in memory.
    """
    founder = generate(seed=teaching_seed(OPERATOR))
    begins = milliseconds(BEGINS)
    consortium = Consortium("pork", [Traceability()], founder, begins, folder=folder)
    members = {}
    for party in parties:
        key = generate(seed=teaching_seed(party.name))
        members[party.name] = consortium.admit(
            party.name, party.role, key, company_prefixes=[party.prefix], zh=party.zh
        )
    return Pilot(consortium, members)


def run_pilot(folder: Path | None = None) -> Pilot:
    """Open the pilot and capture all its documents, each a minute after its event."""
    pilot = open_pilot(folder=folder)
    for done in pork_pilot():
        pilot.capture(done)
    return pilot
