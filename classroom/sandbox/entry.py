"""How a process starts in the box of each tier: command, environment, open files, own folder.

What this leaves out: choosing the tier; :mod:`classroom.sandbox.tiers` does.
"""

from __future__ import annotations

import os
import shutil
import stat
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from classroom.errors import ClassroomError
from classroom.sandbox import bubblewrap, landlock

BUBBLEWRAP, LANDLOCK, NONE = "bubblewrap", "landlock", "none"


@dataclass(frozen=True, slots=True)
class Entry:
    """What is needed to start one process in a box.

    Attributes:
        environment: all that it finds in its environment; None where the command sets it.
        files: open files to hand over, closed here by :meth:`close`.
        folder: made for this box and removed by :meth:`remove`.
    """

    command: list[str]
    environment: dict[str, str] | None
    files: Sequence[int] = ()
    folder: Path | None = None

    def close(self) -> None:
        """Close the files, once the process has them."""
        for file in self.files:
            os.close(file)

    def remove(self) -> None:
        """Remove the box's folder with all that was left in it."""
        if self.folder is not None:
            shutil.rmtree(self.folder, onerror=_open_up)


def enter(tier: str, inside: list[str]) -> Entry:
    """The entry of a command into a box of this tier.

    Raises:
        ClassroomError: there is no such tier.
    """
    if tier == BUBBLEWRAP:
        fonts = {path.name: os.open(path, os.O_RDONLY) for path in bubblewrap.font_lists()}
        return Entry(bubblewrap.command(inside, fonts), None, tuple(fonts.values()))
    if tier not in (LANDLOCK, NONE):
        told = f"there are {BUBBLEWRAP}, {LANDLOCK} and {NONE}"
        raise ClassroomError(f"{tier!r} is no tier of isolation; {told}")
    folder = _fresh_folder()
    command = [sys.executable, "-m", "classroom.sandbox.launch", tier, str(folder), *inside]
    return Entry(command, _environment(folder), (), folder)


def _fresh_folder() -> Path:
    """A folder with the course's library and matplotlib's lists of fonts, writable by the box."""
    root = Path(__file__).resolve().parents[2]
    folder = Path(tempfile.mkdtemp(prefix="lianke-box-")).resolve()
    for name in ("lib", "matplotlib"):
        (folder / name).mkdir()
    for name in bubblewrap.OURS:
        (folder / "lib" / name).symlink_to(root / name)
    for path in bubblewrap.font_lists():
        shutil.copyfile(path, folder / "matplotlib" / path.name)
    if os.geteuid() == 0:
        for place in (folder, *folder.rglob("*")):
            os.chown(place, bubblewrap.NOBODY, bubblewrap.NOBODY, follow_symlinks=False)
    return folder


def _environment(folder: Path) -> dict[str, str]:
    shown = [*bubblewrap.folders(), str(folder / "lib"), str(folder / "matplotlib")]
    here = {name: text.replace("/tmp", str(folder)) for name, text in bubblewrap.FIXED.items()}
    return {
        **here,
        "PATH": bubblewrap.environment()["PATH"],
        "PYTHONPATH": str(folder / "lib"),
        "TMPDIR": str(folder),
        "LIANKE_READABLE": os.pathsep.join(shown),
        "LIANKE_LANDLOCK_ABI": str(landlock.version()),
    }


def _open_up(_: Any, path: str, __: Any) -> None:
    """A folder that may not be read is made readable, then removed."""
    for place in (os.path.dirname(path), path):
        if os.path.isdir(place) and not os.path.islink(place):
            os.chmod(place, stat.S_IRWXU)
    shutil.rmtree(path, ignore_errors=True)
