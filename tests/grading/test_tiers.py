"""Each tier of isolation that this machine has: what it must allow, and what it must not."""

from __future__ import annotations

import os
import socket
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import both
import pytest
import tiny
from escapes import ESCAPES, cell
from typer.testing import CliRunner

from classroom import cli
from classroom.course import Course
from classroom.errors import ClassroomError
from classroom.grading.run import GRADED
from classroom.grading.settings import Settings
from classroom.sandbox import landlock, tiers
from classroom.sandbox.box import Box, Child, open_box
from classroom.sandbox.entry import enter
from classroom.sandbox.limits import Limits
from classroom.submissions import blank, reference
from classroom.worker import frames
from classroom.worker.frames import BrokenLine

WALLED = ("bubblewrap", "landlock", "landlock of ABI 3")
FULL = {"ref": 5.0, "blank": 0.0}


def settings(name: str, patch: pytest.MonkeyPatch) -> Settings:
    """Settings that force a tier; skip where this machine does not have it."""
    tier = name.split()[0]
    seen = tiers.tried(tier)
    if tier != "none" and not seen.works:
        pytest.skip(f"{tier}: {seen.told}; {seen.remedy}")
    if "ABI" in name:
        patch.setattr(landlock, "version", lambda: int(name.split()[-1]))
    return Settings(tier=tier, unsafe=tier == "none")


@pytest.fixture(scope="module")
def handed_in(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A course with a reference and a blank notebook handed in."""
    course = tiny.make(tmp_path_factory.mktemp("tiny"), root)
    assert CliRunner().invoke(cli.app, ["--course", str(course.root), "build"]).exit_code == 0
    notebooks = {"ref": reference(course, tiny.SLUG), "blank": blank(course, tiny.SLUG)}
    return both.prepared(course, tiny.SLUG, notebooks, tmp_path_factory.mktemp("handed in"))


@pytest.mark.parametrize("name", [*WALLED, "none"])
def test_each_tier_gives_the_same_marks(
    handed_in: Course, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """The reference scores full, the blank release nothing; the tier is named."""
    asked = settings(name, monkeypatch)
    results = both.graded(handed_in, tiny.SLUG, replace(asked, force=True))
    assert {r.student: r.marks.score for r in results if r.marks} == FULL
    assert {r.isolation for r in results} == {asked.tier}
    assert not [r.trouble for r in results if r.trouble]


@dataclass
class Outside:
    """What is to be reached from inside, and a box to try it in."""

    box: Box
    canary: Path
    given: dict[str, object]
    listener: socket.socket
    datagrams: socket.socket

    def state(self) -> tuple[object, ...]:
        """What no submission may change."""
        found = self.canary.stat()
        names = sorted(path.name for path in self.canary.parent.iterdir())
        return (self.canary.read_text(), found.st_mode, found.st_mtime, names)


@pytest.fixture(scope="module", params=WALLED)
def outside(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Outside]:
    """A box of one tier, with a judge in it, and things of the instructor's beside it."""
    folder = tmp_path_factory.mktemp("course")
    canary = folder / "canary"
    canary.write_text("not for learners")
    with pytest.MonkeyPatch.context() as patch, open_box((), _tier(request, patch)) as box:
        judge = box.child("judge", Limits())
        name = f"\0lianke-{os.getpid()}-{request.param_index}"
        lines = [socket.create_server(("127.0.0.1", 0))]
        port = lines[0].getsockname()[1]
        lines += [socket.socket(socket.AF_INET, socket.SOCK_DGRAM)]
        lines[1].bind(("127.0.0.1", port))
        for address in (str(folder / "socket"), name):
            lines.append(socket.socket(socket.AF_UNIX))
            lines[-1].bind(address)
            lines[-1].listen()
        for line in lines:
            line.setblocking(False)
        home = {"home": str(Path.home()), "in_home": sorted(os.listdir(Path.home()))}
        given = {"canary": str(canary), "folder": str(folder), **home}
        processes = [os.getpid(), judge.process_id(), box._process.pid]  # type: ignore[union-attr]
        more = {"port": port, "name": name, "processes": processes}
        yield Outside(box, canary, {**given, **more}, lines[0], lines[1])
        judge.close()
        for line in lines:
            line.close()


def _tier(request: pytest.FixtureRequest, patch: pytest.MonkeyPatch) -> str:
    return str(settings(request.param, patch).tier)


def run(child: Child, source: str) -> str:
    """What a cell shows, as text."""
    answer = child.ask({"run": source, "count": 1}, 30)
    return "".join(one.get("text", str(one)) for one in answer["outputs"])


@pytest.mark.parametrize("name", ESCAPES)
def test_nothing_gets_out(outside: Outside, name: str) -> None:
    """A learner's cell that tries is stopped, and what is outside stays as it was."""
    before = outside.state()
    child = outside.box.child("learner", Limits())
    try:
        shown = run(child, cell(name, outside.given))
    finally:
        child.close()
    assert "stopped:" in shown
    assert "ESCAPED" not in shown
    assert outside.state() == before
    for line in (outside.listener, outside.datagrams):
        with pytest.raises(BlockingIOError):
            line.accept() if line is outside.listener else line.recv(10)


DETACHED = """
import os, subprocess, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.execvp("sleep", ["sleep", "{mark}"])
    os._exit(0)
_ = subprocess.Popen(["sleep", "{mark}"], start_new_session=True)
"""


def test_nothing_that_was_started_stays(outside: Outside) -> None:
    """Sessions of their own and orphans end with the learner's process."""
    mark = f"4242.{os.getpid()}"
    child = outside.box.child("learner", Limits())
    assert run(child, DETACHED.format(mark=mark)) == ""
    child.close()
    for _ in range(200):
        if not (left := _running(mark)):
            break
        time.sleep(0.05)
    assert left == []


def _running(mark: str) -> list[str]:
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if mark.encode() in path.read_bytes().split(b"\0"):
                found.append(path.parent.name)
        except OSError:
            continue
    return found


def test_what_a_notebook_needs_works(outside: Outside) -> None:
    """Files of its own, child processes, asyncio, copies of files."""
    source = """
import asyncio, os, shutil, subprocess, sys, tempfile
os.makedirs("a/b")
_ = open("a/b/c", "w").write("c")
os.rename("a/b/c", "a/d")
_ = shutil.copy2("a/d", "e")
shutil.rmtree("a")
with tempfile.NamedTemporaryFile("w") as file:
    file.write("f")
print(open("e").read(), subprocess.run(["echo", "g"], capture_output=True).stdout)
print(subprocess.check_output([sys.executable, "-c", "import course_lib; print('h')"], text=True))
await asyncio.sleep(0)
!echo i
"""
    child = outside.box.child("learner", Limits())
    shown = run(child, source)
    child.close()
    assert shown.split() == ["c", "b'g\\n'", "h", "i"]


FILES = """
for number in range(300):
    open(str(number), "w").write("x")
"""
SWARM = """
import os
for number in range(60):
    if os.fork() == 0:
        time.sleep(60)
        os._exit(0)
"""


@pytest.mark.parametrize(
    ("source", "refused", "ended"),
    [(FILES, "No space left", "200 files"), (SWARM, "unavailable", "more than 20 processes")],
)
def test_too_much_is_refused_or_ends_the_process(
    outside: Outside, source: str, refused: str, ended: str
) -> None:
    """Where the kernel keeps no limit for this process alone, its warden does."""
    child = outside.box.child("learner", Limits(files=200, processes=20))
    try:
        shown = run(child, f"import time\n{source}\ntime.sleep(20)")
        assert refused in shown
    except BrokenLine:
        assert ended in child.ended_for
    child.close()


@pytest.mark.parametrize("name", WALLED)
def test_a_trial_ends_with_whoever_asked_for_it(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody kills it here: it notices by itself that the other side of its line is gone."""
    tier = str(settings(name, monkeypatch).tier)
    ours, theirs = socket.socketpair()
    words = ["-m", "classroom.sandbox.trial", str(theirs.fileno()), tier]
    entry = enter(tier, [sys.executable, *words])
    trial = tiers._start(entry, [theirs.fileno(), *entry.files])
    theirs.close()
    frames.send(ours, {"limits": Limits().for_child()})
    assert frames.receive(ours) == {"ready": True}
    assert trial.poll() is None
    ours.close()
    trial.communicate(timeout=60)
    entry.close()
    entry.remove()


@pytest.fixture
def fresh() -> Iterator[None]:
    """Tiers are tried anew."""
    tiers.tried.cache_clear()
    yield
    tiers.tried.cache_clear()


@pytest.fixture(params=["absent", "failing"])
def no_bubblewrap(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fresh: None
) -> None:
    """A machine where bubblewrap is absent, or present and refused by the kernel."""
    if request.param == "failing":
        fake = tmp_path / "bwrap"
        fake.write_text(
            "#!/bin/sh\necho 'bwrap: setting up uid map: Permission denied' >&2\nexit 1\n"
        )
        fake.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))


def test_without_bubblewrap_landlock_is_used_and_named(
    no_bubblewrap: None, handed_in: Course
) -> None:
    """The weaker tier gives the same marks; the report names it."""
    seen = tiers.tried("bubblewrap")
    assert not seen.works
    assert "not found" in seen.told or "uid map" in seen.told
    if not tiers.tried("landlock").works:
        pytest.skip(tiers.tried("landlock").told)
    results = both.graded(handed_in, tiny.SLUG, Settings(force=True))
    assert {r.isolation for r in results} == {"landlock"}
    assert {r.student: r.marks.score for r in results if r.marks} == FULL


def test_without_any_walls_nothing_runs_unless_unsafe_is_typed(
    no_bubblewrap: None, handed_in: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One sentence with the remedies; with ``--unsafe`` every output says what it means."""
    monkeypatch.setattr(landlock, "version", lambda: 0)
    command = ["--course", str(handed_in.root), "grade", tiny.SLUG, "--force"]
    refused = CliRunner().invoke(cli.app, command)
    assert isinstance(refused.exception, ClassroomError)
    for word in ("--unsafe", "bubblewrap", "Landlock"):
        assert word in str(refused.exception)
    done = CliRunner().invoke(cli.app, [*command, "--unsafe"])
    assert done.exit_code == 0
    assert "isolation: none" in done.output
    assert "isolation: none" in (handed_in.root / ".lianke" / "grading.log").read_text()
    stamps = list((handed_in.root / "autograded").glob("*/*/.lianke-grading.json"))
    assert stamps
    assert all('"isolation": "none"' in stamp.read_text() for stamp in stamps)


def test_marks_made_without_walls_are_made_again_where_there_are_some(
    handed_in: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are not current any more."""
    both.graded(handed_in, tiny.SLUG, settings("none", monkeypatch))
    again = both.graded(handed_in, tiny.SLUG, settings("landlock", monkeypatch))
    assert [result.state for result in again] == [GRADED, GRADED]


def test_without_walls_a_cell_does_get_out(tmp_path: Path) -> None:
    """So that the tests above can fail."""
    (tmp_path / "canary").write_text("not for learners")
    given = {"canary": str(tmp_path / "canary")}
    with open_box((), "none") as box:
        child = box.child("learner", Limits())
        assert "ESCAPED" in run(child, cell("read a file of the course", given))
        child.close()
