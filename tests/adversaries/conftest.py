"""One class of adversaries and honest learners, graded once by the real grader."""

from __future__ import annotations

import contextlib
import logging
import os
import secrets
import socket
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from adversary import hand_in
from boxes import SLUG, make
from everybody import EVERYBODY, LIMITS, Class

from classroom.build import build
from classroom.course import Course
from classroom.feedback import write_feedback
from classroom.grading.run import grade
from classroom.grading.settings import Settings
from classroom.release import make_assignment
from classroom.sandbox import tiers


@pytest.fixture(scope="session", params=tiers.WALLED)
def graded(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, root: Path
) -> Class:
    """The class, graded at a tier; skipped where the machine has not got it."""
    tier = tiers.tried(request.param)
    if not tier.works:
        pytest.skip(f"{tier.name}: {tier.told}; {tier.remedy}")
    hidden = {
        what: f"CANARY-{what}-{secrets.token_hex(8)}".replace("-", "_")
        for what in ("SOLUTION", "HIDDEN", "OTHER", "GRADEBOOK", "ENVIRONMENT", "HOME")
    }
    base = tmp_path_factory.mktemp("adversaries")
    course = make(base / "course", root, hidden)
    build(course, [SLUG], check=False, progress=lambda words: None)
    make_assignment(course, SLUG)
    one = Class(course, hidden, f"marker-{secrets.token_hex(8)}")
    (base / "home").mkdir()
    (base / "home" / "secret.txt").write_text(hidden["HOME"])
    _enter_secret(course, hidden["GRADEBOOK"])
    with _listening(one) as places, _logging(one), pytest.MonkeyPatch.context() as patch:
        patch.setenv("A_SECRET", hidden["ENVIRONMENT"])
        places |= {"HOME": str(base / "home"), "ROOT": str(root)}
        _hand_in(one, places)
        names = [adversary.name for adversary in EVERYBODY]
        results = grade(
            course, SLUG, names, Settings(limits=LIMITS, tier=tier.name), lambda result: None
        )
        one.results = {result.student: result for result in results}
    write_feedback(course, SLUG, names, lambda name: None)
    return one


def _hand_in(one: Class, places: dict[str, str]) -> None:
    release = nbformat.read(one.course.exercises / SLUG / f"{SLUG}.ipynb", as_version=4)
    places |= {"COURSE": str(one.course.root), "MARKER": one.marker}
    submitted = one.course.root / "submitted"
    for adversary in EVERYBODY:
        hand_in(adversary, release, places, submitted)
    other = submitted / "honest" / SLUG / f"{SLUG}.ipynb"
    notebook = nbformat.read(other, as_version=4)
    notebook.cells.append(nbformat.v4.new_markdown_cell(one.secrets["OTHER"]))
    nbformat.write(notebook, other)


def _enter_secret(course: Course, secret: str) -> None:
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{course.root / 'gradebook.db'}") as gradebook:
        gradebook.update_or_create_student("honest", last_name=secret)


@contextlib.contextmanager
def _logging(one: Class) -> Iterator[None]:
    log, path = logging.getLogger("lianke"), one.course.root / "log.txt"
    handler = logging.FileHandler(path, encoding="utf-8")
    log.addHandler(handler)
    before, log.level = log.level, logging.INFO
    yield
    log.removeHandler(handler)
    log.level = before
    handler.close()
    one.log = path.read_text("utf-8")


@contextlib.contextmanager
def _listening(one: Class) -> Iterator[dict[str, str]]:
    """Real listeners on this machine; who reaches one is noted."""
    abstract = f"adversary-{os.getpid()}"
    places = (
        ("TCP", socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", 0)),
        ("UDP", socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", 0)),
        ("ABSTRACT", socket.AF_UNIX, socket.SOCK_STREAM, f"\0{abstract}"),
        ("SOCKET", socket.AF_UNIX, socket.SOCK_STREAM, str(one.course.root / "socket")),
    )
    lines = {}
    for name, family, kind, where in places:
        line = lines[name] = socket.socket(family, kind)
        line.bind(where)
        line.setblocking(False)
        if kind == socket.SOCK_STREAM:
            line.listen()
    yield {
        "TCP": str(lines["TCP"].getsockname()[1]),
        "UDP": str(lines["UDP"].getsockname()[1]),
        "ABSTRACT": abstract,
    }
    for name, line in lines.items():
        with contextlib.suppress(BlockingIOError):
            line.recv(10) if name == "UDP" else line.accept()
            one.reached.append(name)
        line.close()
