"""Start the box without bubblewrap: ``python -m classroom.sandbox.launch TIER FOLDER COMMAND...``.

Gives up root's number, and at tier "landlock" all files but Python, the course's library and the
box's own folder; then becomes the command. Whoever is root keeps one right, to read through folders
that are closed to other users (Python may stand below root's home); Landlock still holds for it.

Sources: Linux manual pages capabilities(7), prctl(2).
What this leaves out: the walls of a learner's process; :mod:`classroom.worker.warden` sets them.
The judge, which runs the instructor's code alone, has the box's walls and no filter of calls.
"""

from __future__ import annotations

import ctypes
import os
import sys

from classroom.sandbox import landlock
from classroom.worker import walls, warden

_PR_SET_KEEPCAPS, _PR_CAP_AMBIENT, _RAISE, _DAC_READ_SEARCH = 8, 47, 2, 2
_VERSION_3 = 0x20080522

_libc = ctypes.CDLL(None, use_errno=True)


def be_nobody() -> None:
    """Give up root's number and every right of root but that of reading.

    Raises:
        OSError: the kernel refuses.
    """
    if os.geteuid() != 0:
        return
    _libc.prctl(_PR_SET_KEEPCAPS, 1, 0, 0, 0)
    walls.be_nobody()
    header = (ctypes.c_uint32 * 2)(_VERSION_3, 0)
    reading = 1 << _DAC_READ_SEARCH
    kept = (ctypes.c_uint32 * 6)(reading, reading, reading, 0, 0, 0)
    if _libc.capset(ctypes.byref(header), ctypes.byref(kept)) != 0:
        raise OSError(ctypes.get_errno(), "capset")
    _libc.prctl(_PR_CAP_AMBIENT, _RAISE, _DAC_READ_SEARCH, 0, 0)


def main() -> None:
    """Set the outer walls and become the command."""
    tier, folder, command = sys.argv[1], sys.argv[2], sys.argv[3:]
    be_nobody()
    if tier == "landlock":
        readable = os.environ[warden.READABLE].split(os.pathsep)
        shown = [*readable, "/proc", *warden.DEVICES_READ]
        abi = int(os.environ[warden.ABI])
        landlock.restrict(shown, [folder, *warden.DEVICES_WRITTEN], abi)
    os.execv(command[0], command)


if __name__ == "__main__":
    main()
