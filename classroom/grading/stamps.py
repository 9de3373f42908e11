"""What marks were made from, so that only what changed is graded again.

A stamp names the submission, the assignment and the environment by their digests. Equal digests
mean equal marks, since grading is deterministic.

What this leaves out: changes of the operating system's own libraries.
"""

from __future__ import annotations

import hashlib
import json
import site
import sys
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

from classroom.grading.gradebook import STAMP
from classroom.grading.one import Graded, Submission
from classroom.grading.plan import Plan
from classroom.sandbox.limits import Limits


def basis_of(plans: Iterable[Plan], limits: Limits, mode: str) -> dict[str, str]:
    """What all stamps of a class have in common, if its marks are made now."""
    return {
        "assignment": _digest(*(plan.digest() for plan in plans)),
        "environment": environment_digest(),
        "limits": _digest(repr(limits), mode),
    }


def stamp_of(submission: Submission, basis: Mapping[str, str]) -> dict[str, str]:
    """The stamp that marks made now would carry."""
    return {"submission": _digest_of_submission(submission), **basis}


def record_of(graded: Graded) -> dict[str, Any]:
    """How grading went, for the report; kept in the stamp, compared with nothing."""
    problem = "; ".join(one.problem for one in graded.notebooks if one.problem)
    notes = [graded.problem] if graded.problem and not problem else []  # of files beside them
    return {
        "seconds": round(graded.seconds, 3),
        "isolation": graded.isolation,
        "told": [*notes, *(words for one in graded.notebooks for words in one.told)],
        "trouble": [words for one in graded.notebooks for words in one.trouble],
        "problem": problem,
    }


def is_current(folder: Path, stamp: Mapping[str, Any]) -> bool:
    """Whether the marks in a graded folder were made from the same things."""
    found = _read(folder)
    return bool(found) and all(found.get(key) == stamp[key] for key in stamp)


def isolation_of(folder: Path) -> str:
    """The tier in which a graded folder's marks were made; empty when it is not recorded."""
    record = _read(folder).get("record")
    return str(record.get("isolation", "")) if isinstance(record, dict) else ""


def _read(folder: Path) -> dict[str, Any]:
    try:
        found = json.loads((folder / STAMP).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _digest_of_submission(submission: Submission) -> str:
    parts = [submission.timestamp or "", submission.problem]
    for group in (submission.notebooks, submission.files):
        for name in sorted(group):
            parts += [name, hashlib.sha256(group[name]).hexdigest()]
    return _digest(*parts)


@cache
def environment_digest() -> str:
    """Python, every installed package's version, the library's and the grader's own source."""
    root = Path(__file__).resolve().parents[2]
    installed = metadata.distributions(path=site.getsitepackages())
    packages = sorted(f"{one.name} {one.version}" for one in installed)
    sources = sorted(
        path
        for folder in ("course_lib", "classroom/worker", "classroom/grading", "classroom/sandbox")
        for path in (root / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    )
    files = (f"{p.relative_to(root)} {hashlib.sha256(p.read_bytes()).hexdigest()}" for p in sources)
    return _digest(sys.version, *packages, *files)


def _digest(*parts: str) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(f"{len(part.encode())}:".encode() + part.encode())
    return digest.hexdigest()
