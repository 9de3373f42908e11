"""How strongly this machine can wall in a learner's code, found out by trying.

1. ``bubblewrap``: own user, network, process and mount view.
2. ``landlock``: Landlock, a filter of system calls, limits; needs no namespaces.
3. ``none``: limits alone; used only where ``--unsafe`` is typed.

A tier counts as present when a small process that was started in it could neither read nor write a
file outside, nor open a connection, nor see another process.

What this leaves out: macOS and Windows; there a Linux container or WSL 2 is needed even for
``none``, since the kit forks and passes open files.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from classroom.errors import ClassroomError
from classroom.sandbox import bubblewrap, landlock
from classroom.sandbox.entry import BUBBLEWRAP, LANDLOCK, NONE, Entry, enter
from classroom.sandbox.limits import Limits
from classroom.worker import frames

WALLED = (BUBBLEWRAP, LANDLOCK)
SECONDS = 20.0
INSTALL = (
    "install bubblewrap (Debian, Ubuntu: sudo apt install bubblewrap; "
    "Fedora: sudo dnf install bubblewrap)"
)
NAMESPACES = (
    "allow user namespaces (Ubuntu 24.04: sudo sysctl -w "
    "kernel.apparmor_restrict_unprivileged_userns=0; elsewhere: sudo sysctl -w "
    "kernel.unprivileged_userns_clone=1)"
)
KERNEL = "boot Linux 6.2 or newer with Landlock (add landlock to its lsm= parameter)"
ELSEWHERE = "grade in WSL 2 on Windows, in a Linux container on macOS"


@dataclass(frozen=True, slots=True)
class Tried:
    """One tier on this machine.

    Attributes:
        works: whether nothing got out; told: what was seen; remedy: what would make it work.
    """

    name: str
    works: bool
    told: str
    remedy: str = ""


def choose(wanted: str | None = None, *, unsafe: bool = False) -> str:
    """The name of the strongest tier present.

    Args:
        wanted: this tier and no other.
        unsafe: whether to go on with limits alone where nothing better is present.

    Raises:
        ClassroomError: nothing that was asked for is present; the message says what to do.
    """
    if sys.platform != "linux":
        raise ClassroomError(f"learners' code is walled in on Linux only: {ELSEWHERE}")
    names = WALLED if wanted is None else tuple({wanted} - {NONE})
    seen = []
    for name in names:
        one = tried(name)
        if one.works:
            return name
        seen.append(one)
    if unsafe and wanted in (None, NONE):
        return NONE
    told = "; ".join(f"{one.name}: {one.told} ({one.remedy})" for one in seen)
    raise ClassroomError(
        "learners' code would run without walls, so nothing is graded. "
        f"{told + '. ' if told else ''}To grade with limits alone, so that submissions "
        "can read and change your files, type --unsafe"
    )


@cache
def tried(name: str) -> Tried:
    """Whether a tier works here; tried once in a process."""
    if name == BUBBLEWRAP and bubblewrap.program() is None:
        return Tried(name, False, "not found", INSTALL)
    if name == LANDLOCK and landlock.version() < landlock.MIN_ABI:
        told = f"its ABI here is {landlock.version()}, at least {landlock.MIN_ABI} is needed"
        return Tried(name, False, told, KERNEL)
    remedy = NAMESPACES if name == BUBBLEWRAP else KERNEL
    escapes, problem = _try(name)
    if problem or escapes:
        return Tried(name, False, problem or ", ".join(escapes), remedy)
    told = f"ABI {landlock.version()} and a filter of system calls" if name == LANDLOCK else ""
    return Tried(name, True, told or "own user, network, process and mount view")


def _try(tier: str) -> tuple[list[str], str]:
    """What got out of a tier, and what went wrong."""
    ours, theirs = socket.socketpair()
    entry = enter(
        tier, [sys.executable, "-m", "classroom.sandbox.trial", str(theirs.fileno()), tier]
    )
    process = _start(entry, [theirs.fileno(), *entry.files])
    theirs.close()
    try:
        answer = _ask(ours)
    except (frames.BrokenLine, TimeoutError) as problem:
        process.kill()
        words = process.communicate()[1].decode("utf-8", "replace").splitlines()
        return [], f"it does not start: {words[-1] if words else problem}"
    finally:
        process.kill()
        process.wait()
        ours.close()
        entry.close()
        entry.remove()
    if "escapes" not in answer:
        return [], f"it does not start: {answer.get('refused')}"
    return list(answer["escapes"]), ""


def _start(entry: Entry, files: list[int]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        entry.command,
        env=entry.environment,
        pass_fds=files,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )


def _ask(line: socket.socket) -> dict[str, Any]:
    """Give the trial something to reach for, and hear what it reached."""
    folder = Path(tempfile.mkdtemp(prefix="lianke-trial-"))
    try:
        (folder / "file").write_text("not to be read")
        folder.chmod(0o777)
        with socket.create_server(("127.0.0.1", 0)) as listener:
            order = {"file": str(folder / "file"), "port": listener.getsockname()[1]}
            line.settimeout(SECONDS)
            frames.send(line, {"limits": Limits().for_child()})
            answer = frames.receive(line)
            if not answer.get("ready"):
                return answer
            frames.send(line, {**order, "process": os.getpid()})
            return frames.receive(line)
    finally:
        shutil.rmtree(folder)
