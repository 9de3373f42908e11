"""A learner's own walls at each tier, inside the box.

What this leaves out: the box itself; :mod:`classroom.sandbox.entry` starts it.
"""

from __future__ import annotations

import socket
from collections.abc import Mapping

from classroom.worker import walls, warden


def enclose(tier: str, line: socket.socket, limits: Mapping[str, int]) -> None:
    """Go on inside the walls of a tier; a process that is not the one that called this.

    Sends one message, with a file descriptor of the new process, on ``line``.

    Raises:
        OSError: the machine refuses a wall.
    """
    if tier == "bubblewrap":
        walls.enclose(line, limits)
    else:
        warden.enclose(line, limits, walled=tier == "landlock")
