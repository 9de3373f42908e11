"""The filter of system calls decides as its tables say, on both kinds of processor.

The filter is run here by a small interpreter of classic BPF, since no machine is both.
"""

from __future__ import annotations

import errno

import pytest

from classroom.sandbox import seccomp

ALLOWED, ENDED = "allowed", "ended"
ARCHES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
ME = 4242


def decided(machine: str, number: int, *arguments: int, arch: int = 0, scoped: bool = True) -> str:
    """What becomes of a call: allowed, ended, or its error; ok for one that does nothing."""
    words = {0: number, 4: arch or ARCHES[machine]}
    words |= {16 + 8 * at: argument & 0xFFFFFFFF for at, argument in enumerate(arguments)}
    steps = seccomp.program(machine, ME, signals_scoped=scoped)
    at, held = 0, 0
    while True:
        code, if_true, if_false, value = steps[at]
        at += 1
        if code == 0x20:  # load a word
            held = words.get(value, 0)
        elif code == 0x06:  # return
            return _named(value)
        else:
            true = held == value if code == 0x15 else held >= value
            at += if_true if true else if_false


def _named(value: int) -> str:
    if value in (0x7FFF0000, 0x80000000):
        return ALLOWED if value == 0x7FFF0000 else ENDED
    return errno.errorcode.get(value & 0xFFFF, "ok")


@pytest.mark.parametrize("machine", ARCHES)
def test_calls_are_refused_allowed_or_without_effect(machine: str) -> None:
    """One of each table, by its number on this machine."""
    at = list(ARCHES).index(machine)
    for table, wanted in ((seccomp._REFUSED, "EPERM"), (seccomp._WITHOUT_EFFECT, "ok")):
        for name, numbers in table.items():
            if numbers[at] is not None:
                assert decided(machine, numbers[at]) == wanted, name
    for name, (numbers, argument, values) in seccomp._ONLY.items():
        given = [7] * argument
        assert {decided(machine, numbers[at], *given, value) for value in values} == {ALLOWED}, name
        assert decided(machine, numbers[at], *given, ME) == "EPERM", name
    for name, (numbers, argument, values) in seccomp._EXCEPT.items():
        given = [7] * argument
        assert {decided(machine, numbers[at], *given, value) for value in values} == {"EPERM"}, name
        assert decided(machine, numbers[at], *given, 1) == ALLOWED, name


@pytest.mark.parametrize("machine", ARCHES)
def test_only_connected_pairs_of_streams_can_be_made(machine: str) -> None:
    """AF_UNIX and SOCK_STREAM, whatever the flags."""
    pair = seccomp._SOCKETPAIR[list(ARCHES).index(machine)]
    assert decided(machine, pair, 1, 1) == ALLOWED
    assert decided(machine, pair, 1, 1 | 0o2000000) == ALLOWED
    assert decided(machine, pair, 1, 2) == "EPERM"
    assert decided(machine, pair, 2, 1) == "EPERM"


@pytest.mark.parametrize("machine", ARCHES)
def test_signals_reach_this_process_alone_where_landlock_does_not_scope_them(machine: str) -> None:
    """Its own number and its own group; everything else is refused."""
    at = list(ARCHES).index(machine)
    for target, wanted in ((ME, ALLOWED), (0, ALLOWED), (1, "EPERM"), (-1, "EPERM"), (7, "EPERM")):
        assert decided(machine, seccomp._KILL[at], target, 9, scoped=False) == wanted
    assert decided(machine, seccomp._TGKILL[at], 7, 7, 9, scoped=False) == "EPERM"
    assert decided(machine, seccomp._KILL[at], 7, 9) == ALLOWED  # Landlock decides


@pytest.mark.parametrize("machine", ARCHES)
def test_other_processors_and_newer_calls(machine: str) -> None:
    """Calls by another processor's numbers end the process; unknown ones do not exist."""
    assert decided(machine, 1, arch=0x40000003) == ENDED
    assert decided(machine, seccomp._LAST_KNOWN + 1) == "ENOSYS"
    assert decided(machine, 0x40000000) == "ENOSYS"  # the x32 numbers
    with pytest.raises(OSError, match="no filter"):
        seccomp.program("riscv64", ME, signals_scoped=True)
