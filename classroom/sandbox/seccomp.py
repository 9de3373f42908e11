"""System calls that a learner's process may not make where it has no namespaces of its own.

This comes on top of :mod:`classroom.worker.sysfilter`. No socket can be made but a pair of
connected ones; no process outside can be signalled, traced, renamed in priority or limited; nothing
of a file's owner, mode, times and attributes changes (such a call succeeds and does nothing, since
``shutil.copy`` and ``tarfile`` make it). Leaving the process group succeeds and does nothing
either, so that ending the group ends all. A call newer than those of 2024 is unknown here.

Sources: Linux manual pages seccomp(2), syscalls(2); system call tables of x86-64 and arm64.
What this leaves out: what a call points to; a filter sees numbers only.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable

from classroom.worker import sysfilter

_Step = tuple[int, int, int, int]
_Numbers = tuple[int | None, int | None]  # on x86-64, on arm64; None where there is no such call

_REFUSED: dict[str, _Numbers] = {
    "socket": (41, 198),
    "connect": (42, 203),
    "bind": (49, 200),
    "listen": (50, 201),
    "accept": (43, 202),
    "accept4": (288, 242),
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "kcmp": (312, 272),
    "pidfd_getfd": (438, 438),
    "process_madvise": (440, 440),
    "process_mrelease": (448, 448),
    "ioprio_set": (251, 30),
    "setpriority": (141, 140),
    "migrate_pages": (256, 238),
    "move_pages": (279, 239),
    "chroot": (161, 51),
    "name_to_handle_at": (303, 264),
    "inotify_add_watch": (254, 27),
    "fanotify_mark": (301, 263),
    "shmat": (30, 196),
    "shmctl": (31, 195),
    "semop": (65, 193),
    "semtimedop": (220, 192),
    "semctl": (66, 191),
    "msgsnd": (69, 189),
    "msgrcv": (70, 188),
    "msgctl": (71, 187),
    "mq_unlink": (241, 181),
}
_WITHOUT_EFFECT: dict[str, _Numbers] = {
    "chmod": (90, None),
    "fchmod": (91, 52),
    "fchmodat": (268, 53),
    "fchmodat2": (452, 452),
    "chown": (92, None),
    "fchown": (93, 55),
    "lchown": (94, None),
    "fchownat": (260, 54),
    "utime": (132, None),
    "utimes": (235, None),
    "futimesat": (261, None),
    "utimensat": (280, 88),
    "setxattr": (188, 5),
    "lsetxattr": (189, 6),
    "fsetxattr": (190, 7),
    "removexattr": (197, 14),
    "lremovexattr": (198, 15),
    "fremovexattr": (199, 16),
    "setsid": (112, 157),
    "setpgid": (109, 154),
}
# Refused unless the argument of this number is one of these: here 0, this very process.
_ONLY: dict[str, tuple[_Numbers, int, tuple[int, ...]]] = {
    "prlimit64": ((302, 261), 0, (0,)),
    "sched_setaffinity": ((203, 122), 0, (0,)),
    "sched_setscheduler": ((144, 119), 0, (0,)),
    "sched_setparam": ((142, 118), 0, (0,)),
    "sched_setattr": ((314, 274), 0, (0,)),
}
# Refused if the argument of this number is one of these.
_EXCEPT: dict[str, tuple[_Numbers, int, tuple[int, ...]]] = {
    # F_SETOWN, F_SETSIG, F_SETOWN_EX, F_SETLEASE, F_NOTIFY: signals to others, delays of others
    "fcntl": ((72, 25), 1, (8, 10, 15, 1024, 1026)),
    # FIOSETOWN, SIOCSPGRP, TIOCSTI, TIOCLINUX, FS_IOC_SETFLAGS, FS_IOC_FSSETXATTR
    "ioctl": ((16, 29), 1, (0x8901, 0x8902, 0x5412, 0x541C, 0x40086602, 0x401C5820)),
}
_SIGNALS: dict[str, _Numbers] = {
    "tkill": (200, 130),
    "rt_sigqueueinfo": (129, 138),
    "rt_tgsigqueueinfo": (297, 240),
    "pidfd_send_signal": (424, 424),
}
_KILL, _TGKILL, _SOCKETPAIR = (62, 129), (234, 131), (53, 199)
_AF_UNIX, _STREAMS = 1, (1, 1 | 0o2000000, 1 | 0o4000, 1 | 0o2004000)
_LAST_KNOWN = 456

_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOW = (_RETURN, 0, 0, 0x7FFF0000)
_REFUSE = (_RETURN, 0, 0, 0x00050000 | errno.EPERM)
_UNKNOWN = (_RETURN, 0, 0, 0x00050000 | errno.ENOSYS)
_NOTHING = (_RETURN, 0, 0, 0x00050000)
_KILL_PROCESS = (_RETURN, 0, 0, 0x80000000)
_NUMBER, _ARCH, _ARGUMENTS = 0, 4, 16
_MACHINES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}


def program(machine: str, process: int, *, signals_scoped: bool) -> list[_Step]:
    """The filter as steps (code, jump if true, jump if false, value).

    Args:
        machine: as ``uname -m`` names it.
        process: the number of the process that installs it; it may be signalled.
        signals_scoped: whether Landlock already keeps signals inside.

    Raises:
        OSError: no filter is known for this machine.
    """
    if machine not in _MACHINES:
        raise OSError(f"no filter of system calls is known for {machine}")
    column, arch = _MACHINES[machine]
    steps = [(_LOAD, 0, 0, _ARCH), (_EQUAL, 1, 0, arch), _KILL_PROCESS, (_LOAD, 0, 0, _NUMBER)]
    for numbers in _REFUSED.values():
        steps += _block(numbers[column], [_REFUSE])
    for numbers in _WITHOUT_EFFECT.values():
        steps += _block(numbers[column], [_NOTHING])
    for numbers, argument, values in _ONLY.values():
        steps += _block(numbers[column], _if(argument, values, _ALLOW, _REFUSE))
    for numbers, argument, values in _EXCEPT.values():
        steps += _block(numbers[column], _if(argument, values, _REFUSE, _ALLOW))
    pair = [(_LOAD, 0, 0, _ARGUMENTS), (_EQUAL, 1, 0, _AF_UNIX), _REFUSE]
    steps += _block(_SOCKETPAIR[column], [*pair, *_if(1, _STREAMS, _ALLOW, _REFUSE)])
    if not signals_scoped:
        steps += _own_signals(column, process)
    return [*steps, (_AT_LEAST, 0, 1, _LAST_KNOWN + 1), _UNKNOWN, _ALLOW]


def _own_signals(column: int, process: int) -> list[_Step]:
    """Signals to this process and to its own group alone."""
    steps: list[_Step] = []
    for numbers in _SIGNALS.values():
        steps += _block(numbers[column], [_REFUSE])
    steps += _block(_KILL[column], _if(0, (0, process), _ALLOW, _REFUSE))
    return [*steps, *_block(_TGKILL[column], _if(0, (process,), _ALLOW, _REFUSE))]


def _block(number: int | None, body: list[_Step]) -> list[_Step]:
    """What is done for one call; every body ends by returning."""
    return [] if number is None else [(_EQUAL, 0, len(body), number), *body]


def _if(argument: int, values: Iterable[int], then: _Step, otherwise: _Step) -> list[_Step]:
    """Compare the low half of an argument; the kernel reads these as 32 bits."""
    listed = tuple(values)
    tests = [(_EQUAL, len(listed) - at, 0, value) for at, value in enumerate(listed)]
    return [(_LOAD, 0, 0, _ARGUMENTS + 8 * argument), *tests, otherwise, then]


def install(*, signals_scoped: bool) -> None:
    """Filter this process's system calls and those of all that it will start.

    Raises:
        OSError: the kernel refuses, or no filter is known for this machine.
    """
    steps = program(os.uname().machine, os.getpid(), signals_scoped=signals_scoped)
    sysfilter.load(steps)
    sysfilter.install()
