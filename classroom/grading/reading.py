"""Read what a learner handed in, with care: no link is followed, nothing huge or odd is read.

What this leaves out: archives; whoever collects unpacks them.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from classroom.errors import ClassroomError

MAX_NOTEBOOK = 50_000_000
MAX_FILES = 20_000_000
MAX_COUNT = 1000
MAX_DEPTH = 10
MAX_TIMESTAMP = 200


@dataclass(frozen=True, slots=True)
class Submission:
    """What a learner handed in for one assignment: notebooks and other files, as bytes."""

    student: str
    notebooks: Mapping[str, bytes]
    files: Mapping[str, bytes]
    timestamp: str | None = None
    problem: str = ""


def read_submission(
    root: Path, student: str, assignment: str, notebooks: Sequence[str]
) -> Submission:
    """Read a submission's folder.

    Raises:
        ClassroomError: there is no such folder.
    """
    folder = root / "submitted" / student / assignment
    if not folder.is_dir() or folder.is_symlink():
        raise ClassroomError(f"{student} has not handed in {assignment}")
    return _Reader(str(folder)).read(student, notebooks)


def beside(files: Mapping[str, bytes], own: Iterable[str]) -> dict[str, bytes]:
    """The learner's files that can stand beside the assignment's own, whose names go first."""
    taken = set(own)
    folders = {name[:at] for name in taken for at, sign in enumerate(name) if sign == "/"}
    return {
        name: data
        for name, data in files.items()
        if name not in taken | folders and not any(name.startswith(f"{one}/") for one in taken)
    }


@dataclass
class _Reader:
    folder: str
    seen: int = 0
    left: int = MAX_FILES
    problems: list[str] = field(default_factory=list)

    def read(self, student: str, names: Sequence[str]) -> Submission:
        notebooks: dict[str, bytes] = {}
        files: dict[str, bytes] = {}
        when = b""
        for stem in names:
            if self._is_plain(f"{stem}.ipynb"):
                self._keep(notebooks, stem, self._bytes(f"{stem}.ipynb", MAX_NOTEBOOK))
        if self._is_plain("timestamp.txt"):
            when = self._bytes("timestamp.txt", MAX_TIMESTAMP) or b""
        for name in sorted(self._names(self.folder, "")):
            aside = name == "timestamp.txt" or name.endswith(".ipynb")
            if not aside and ".ipynb_checkpoints" not in name.split("/"):
                self._keep(files, name, self._bytes(name, self.left))
                self.left = MAX_FILES - sum(map(len, files.values()))
        told = "; ".join(self.problems[:10])
        return Submission(
            student, notebooks, files, when.decode(errors="replace").strip() or None, told
        )

    def _is_plain(self, name: str) -> bool:
        try:
            return stat.S_ISREG(os.lstat(os.path.join(self.folder, name)).st_mode)
        except OSError:
            return False

    @staticmethod
    def _keep(into: dict[str, bytes], name: str, data: bytes | None) -> None:
        if data is not None:
            into[name] = data

    def _names(self, folder: str, above: str, depth: int = 1) -> Iterator[str]:
        """Names of all plain files, relative to the submission; what is left out is named."""
        with os.scandir(folder) as entries:
            for entry in entries:
                self.seen += 1
                name = above + entry.name
                if why := _refusal(entry, depth, self.seen):
                    self.problems.append(f"{name[:100]!r} {why}; it is not read")
                    if self.seen > MAX_COUNT:
                        return
                elif entry.is_dir(follow_symlinks=False):
                    yield from self._names(entry.path, f"{name}/", depth + 1)
                else:
                    yield name

    def _bytes(self, name: str, most: int) -> bytes | None:
        """A file's content; None where it is too large."""
        how = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK
        with os.fdopen(os.open(os.path.join(self.folder, name), how), "rb") as file:
            data = file.read(most + 1)
            size = os.fstat(file.fileno()).st_size
        if len(data) <= most:
            return data
        self.problems.append(f"{name} has {size / 1e6:.1f} MB, which is too large; it is not read")
        return None


def _refusal(entry: os.DirEntry[str], depth: int, seen: int) -> str:
    """Why something in a submission's folder is left alone; empty if it is not."""
    if entry.is_symlink():
        return "is a link; links are not followed"
    mode = entry.stat(follow_symlinks=False).st_mode
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        return "is no plain file"
    if not entry.name.isprintable() or "\\" in entry.name:
        return "has a name that cannot be printed"
    if depth > MAX_DEPTH:
        return f"lies deeper than {MAX_DEPTH} folders"
    return f"is one of more than {MAX_COUNT} files" if seen > MAX_COUNT else ""
