"""Landlock: a process gives up files, TCP and signals for itself and all that it will start.

No administrator and no user namespace is needed. Rights are only ever given up; each further call
of :func:`restrict` narrows them again. Which rights the kernel can take away depends on its
version (ABI): files from 1, truncating from 3, TCP from 4, ioctl on devices from 5, signals and
abstract sockets from 6. Less than 3 is refused here, since files could be emptied.

Sources: Linux manual page landlock(7); kernel documentation userspace-api/landlock; its header
``linux/landlock.h``.
What this leaves out: Landlock does not govern stat, chmod, chown, times, extended attributes,
sockets that are not TCP, nor signals before ABI 6; :mod:`classroom.worker.sysfilter` and
:mod:`classroom.sandbox.seccomp` refuse all of these but stat: that a file exists, its size and its
times can be asked by whoever guesses its name.
"""

from __future__ import annotations

import ctypes
import os
import stat
import struct
import sys
from collections.abc import Iterable

MIN_ABI = 3
_CREATE, _ADD_RULE, _RESTRICT = 444, 445, 446
_GET_VERSION, _PATH_BENEATH = 1, 1
_PR_SET_NO_NEW_PRIVS = 38

_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1, 1 << 1, 1 << 2, 1 << 3
_MAKE_CHAR, _MAKE_BLOCK, _TRUNCATE, _IOCTL_DEV = 1 << 6, 1 << 11, 1 << 14, 1 << 15
_ALL_BY_ABI = {3: (1 << 15) - 1, 4: (1 << 15) - 1, 5: (1 << 16) - 1}
_ON_A_FILE = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE | _IOCTL_DEV
_READING = _EXECUTE | _READ_FILE | _READ_DIR
_BIND_AND_CONNECT_TCP, _ABSTRACT_SOCKETS_AND_SIGNALS = 3, 3

_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def version() -> int:
    """The kernel's Landlock ABI; 0 where it has none."""
    if _libc is None:
        return 0
    return max(int(_libc.syscall(_CREATE, None, ctypes.c_size_t(0), _GET_VERSION)), 0)


def restrict(readable: Iterable[str], writable: Iterable[str], abi: int) -> None:
    """Keep access to these files and folders and give up all else that Landlock governs.

    Args:
        readable: what may be read and executed; a name that does not exist is passed over.
        writable: what may be read, written, executed and, if a folder, filled and emptied.
        abi: the version to use, at most what :func:`version` tells.

    Raises:
        OSError: the kernel refuses, or its version is less than 3.
    """
    if _libc is None or abi < MIN_ABI:
        raise OSError(f"Landlock's ABI here is {abi}; at least {MIN_ABI} (Linux 6.2) is needed")
    every = _ALL_BY_ABI.get(abi, _ALL_BY_ABI[5])
    words = struct.pack("QQQ", every, _BIND_AND_CONNECT_TCP, _ABSTRACT_SOCKETS_AND_SIGNALS)
    known = words[: 24 if abi >= 6 else 16 if abi >= 4 else 8]
    rules = _checked(_libc.syscall(_CREATE, known, ctypes.c_size_t(len(known)), 0), "ruleset")
    try:
        for name in readable:
            _allow(rules, name, _READING)
        for name in writable:
            _allow(rules, name, every & ~(_MAKE_CHAR | _MAKE_BLOCK | _IOCTL_DEV))
        _checked(_libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "PR_SET_NO_NEW_PRIVS")
        _checked(_libc.syscall(_RESTRICT, rules, 0), "restrict")
    finally:
        os.close(rules)


def _allow(rules: int, name: str, rights: int) -> None:
    assert _libc is not None
    try:
        place = os.open(name, os.O_PATH | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    try:
        if not stat.S_ISDIR(os.fstat(place).st_mode):
            rights &= _ON_A_FILE
        rule = struct.pack("=Qi", rights, place)
        _checked(_libc.syscall(_ADD_RULE, rules, _PATH_BENEATH, rule, 0), f"rule for {name}")
    finally:
        os.close(place)


def _checked(result: int, what: str) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"Landlock {what}: {os.strerror(number)}")
    return result
