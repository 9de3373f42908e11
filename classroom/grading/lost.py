"""How a process in the box is lost, and the words for it.

What this leaves out: what is done about it; the player and the judge are replaced, each in its way.
"""

from __future__ import annotations

from classroom.sandbox.box import Child
from classroom.worker.frames import BrokenLine

GRACE = 2.0
LOST = (BrokenLine, TimeoutError)
NEVER_ENDS = "stopped after {:g} s; look for a loop that never ends"


def why_lost(child: Child, problem: BaseException) -> str:
    """Why a child gave no answer: the limit that it exceeded, else what came instead."""
    told = str(problem)
    ended = "it ended its own process" if "closed the line" in told else f"it sent {told}"
    return child.ended_for or ended
