"""A learner's walls where no namespace can be made: Landlock, a filter of system calls, limits.

Called in a fresh child in the box, it becomes the warden of a child of its own, which goes on as
the learner's process in a fresh folder. When that ends, or uses more disk than it may, or the box
closes, the warden ends its whole process group, which nothing in it can leave, and removes the
folder.

Without walls (tier "none") the same is done with limits alone, and nothing is hidden.

Sources: Linux manual pages landlock(7), seccomp(2), prctl(2), setsid(2).
What this tier does not stop, and bubblewrap does: asking whether a file of a known name exists, how
large and how old it is; /tmp by that name is absent (the working folder is TMPDIR and HOME); disk
is looked at four times a second, and a file that was removed while open is not seen; processes of
this user are counted together, so that the limit in the kernel is wide and the watch outside keeps
the narrow one; there is no terminal, no named semaphore, and before Landlock's ABI 6 a child of the
learner's process cannot be signalled by it.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import shutil
import signal
import socket
import stat
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn

from classroom.sandbox import landlock, seccomp
from classroom.worker import frames, walls

LOOK_SECONDS = 0.25
ROOM_FOR_OTHERS = 1024  # more than a fork bomb beside this one starts before it is ended
DEVICES_READ = ("/dev/null", "/dev/zero", "/dev/urandom", "/dev/random")
DEVICES_WRITTEN = ("/dev/null",)
ABI = "LIANKE_LANDLOCK_ABI"
READABLE = "LIANKE_READABLE"
_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_CHILD_SUBREAPER = 1, 4, 36
_TOLD = {signal.SIGCHLD, signal.SIGTERM}

_libc = ctypes.CDLL(None, use_errno=True)


def enclose(line: socket.socket, limits: Mapping[str, int], *, walled: bool = True) -> None:
    """Go on as the learner's process; the process that called this becomes its warden.

    Sends one message, with a file descriptor of the new process, on ``line``.

    Raises:
        OSError: the machine refuses a wall.
    """
    folder = tempfile.mkdtemp(prefix="work-")
    _libc.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    signal.pthread_sigmask(signal.SIG_BLOCK, _TOLD)
    child = os.fork()
    if child:
        _guard(child, line, folder, limits)
    os.setsid()
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _TOLD)
    _libc.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    _libc.prctl(_PR_SET_DUMPABLE, 1, 0, 0, 0)  # the watch outside reads how much memory it uses
    room = {"processes": limits["processes"] + _tasks() + ROOM_FOR_OTHERS}
    watch = os.pidfd_open(os.getpid())
    _move_into(folder)
    walls.limit({**limits, **room})
    if walled:
        _wall(folder)
    frames.send(line, {"ready": True}, [watch])
    os.close(watch)


def _tasks() -> int:
    """How many processes and threads there are on this machine, whosever they are."""
    return int(Path("/proc/loadavg").read_text().split()[3].split("/")[1])


def _move_into(folder: str) -> None:
    os.chdir(folder)
    os.environ.update(TMPDIR=folder, HOME=folder)
    tempfile.tempdir = None


def _wall(folder: str) -> None:
    """Landlock first, since the filter would not let it be set up."""
    abi = int(os.environ.pop(ABI))
    readable = os.environ.pop(READABLE).split(os.pathsep)
    landlock.restrict([*readable, *DEVICES_READ], [folder, *DEVICES_WRITTEN], abi)
    seccomp.install(signals_scoped=abi >= 6)


def _guard(child: int, line: socket.socket, folder: str, limits: Mapping[str, int]) -> NoReturn:
    """Wait for the end of the learner's process, end what is left of it and say why."""
    try:
        why = _wait(child, folder, limits)
        _end_group(child)
        if why:
            line.settimeout(LOOK_SECONDS)
            with contextlib.suppress(frames.BrokenLine):
                frames.send(line, {"ended": why})
        line.close()
        _remove(folder)
    finally:
        os._exit(0)


def _wait(child: int, folder: str, limits: Mapping[str, int]) -> str:
    """Why it must be ended; empty when it has ended by itself or the box closes."""
    before = _tasks()
    while True:
        told = signal.sigtimedwait(_TOLD, LOOK_SECONDS)
        if told is not None and told.si_signo == signal.SIGTERM:
            return ""
        if os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT):
            return ""
        if _fills(Path(folder), limits):
            return f"it wrote more than {limits['disk'] >> 20} MB or {limits['files']} files"
        if _swarms(child, before, limits["processes"]):
            return f"it started more than {limits['processes']} processes"


def _end_group(child: int) -> None:
    """End the whole group at once, and who has left it; all of them become our children."""
    while True:
        for end, number in ((os.killpg, child), *((os.kill, one) for one in _children())):
            with contextlib.suppress(ProcessLookupError):
                end(number, signal.SIGKILL)
        try:
            while os.waitpid(-1, os.WNOHANG)[0]:
                continue
        except ChildProcessError:
            return
        time.sleep(0.01)


def _children() -> list[int]:
    return [int(n) for n in Path("/proc/thread-self/children").read_text().split()]


def _fills(folder: Path, limits: Mapping[str, int]) -> bool:
    """Whether the files in a folder take more room, or are more, than allowed."""
    size = count = 0
    for place, _, names in os.walk(folder):
        for name in names:
            try:
                size += os.lstat(os.path.join(place, name)).st_blocks * 512
            except OSError:
                continue
        count += len(names) + 1
        if size > limits["disk"] or count > limits["files"]:
            return True
    return False


def _swarms(group: int, before: int, most: int) -> bool:
    """Whether a process group has too many members; counted only when the machine has that many."""
    if _tasks() <= before + most:
        return False
    members = 0
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):  # it has ended
            members += int(path.read_text().rpartition(")")[2].split()[2]) == group
    return members > most


def _remove(folder: str) -> None:
    def open_up(_: Any, path: str, __: Any) -> None:
        """A folder that its owner may not read is made readable, then emptied."""
        try:
            os.chmod(os.path.dirname(path), stat.S_IRWXU)
            os.chmod(path, stat.S_IRWXU)
            shutil.rmtree(path, ignore_errors=True)
        except OSError:
            return

    shutil.rmtree(folder, onerror=open_up)
