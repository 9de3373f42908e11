"""The command line: quick help, one clear sentence on errors, exit codes; and the doctor."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from classroom import cli, doctor
from classroom.course import Course, find_course
from classroom.errors import ClassroomError

COMMANDS = ("lab", "build", "check", "grade", "feedback", "report", "doctor")
HEAVY = ("nbgrader", "nbformat", "jupytext", "matplotlib", "numpy", "cryptography", "jupyterlab")


def lianke(*words: str) -> subprocess.CompletedProcess[str]:
    """Run the command line as a process."""
    command = [sys.executable, "-m", "classroom", *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=60)


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_helps_with_an_example(command: str) -> None:
    """``--help`` works without a course and shows how to call it."""
    result = CliRunner().invoke(cli.app, [command, "--help"])
    assert result.exit_code == 0
    assert "Example" in result.output
    assert f"lianke {command}" in result.output


def test_help_loads_nothing_heavy() -> None:
    """Notebooks, plots and cryptography stay out until a command needs them."""
    code = "import sys, classroom.cli; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    assert not loaded & set(HEAVY)


def test_an_error_is_one_sentence_and_exit_code_1(root: Path) -> None:
    """With ``--debug`` the traceback comes."""
    done = lianke("--course", str(root), "check", "nowhere.ipynb")
    assert done.returncode == 1
    assert done.stderr.strip().splitlines() == [
        "Error: there is no notebook nowhere.ipynb; give the path of an .ipynb file"
    ]
    debugged = lianke("--debug", "--course", str(root), "check", "nowhere.ipynb")
    assert debugged.returncode == 1
    assert "Traceback" in debugged.stderr


@pytest.mark.parametrize("words", [("grade",), ("bild",), ("check", "a", "--seconds", "none")])
def test_misuse_is_exit_code_2(words: tuple[str, ...]) -> None:
    """A missing argument, an unknown command, a value of the wrong kind."""
    assert CliRunner().invoke(cli.app, list(words)).exit_code == 2


def test_the_course_is_found_from_inside_it(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From any folder below; a folder that is no course is refused."""
    monkeypatch.chdir(root / "tests" / "unit")
    assert find_course() == Course(root)
    with pytest.raises(ClassroomError, match="no course folder"):
        find_course(root / "tests")


def test_the_doctor_knows_this_machine(root: Path) -> None:
    """Python, disk and cores are always told; a lack always has its remedy."""
    findings = list(doctor.examine(Course(root)))
    names = [finding.name for finding in findings]
    assert names[:5] == ["Python", "packages", "disk", "memory", "cores"]
    assert {"uv", "bubblewrap", "Landlock", "isolation", "Chromium"} <= set(names)
    assert all(finding.remedy for finding in findings if finding.state != doctor.OK)


def test_the_lock_is_compared_package_by_package(tmp_path: Path) -> None:
    """Markers count; a wrong version and an absent package are named."""
    lock = tmp_path / "requirements.lock"
    good = f"pytest=={pytest.__version__} \\\n    --hash=sha256:00\n"
    lock.write_text(good + "appnope==9 ; sys_platform == 'none' \\\n")
    assert doctor.packages(lock).state == doctor.OK
    lock.write_text("pytest==0.1 \\\nno-such-package==1\n")
    found = doctor.packages(lock)
    assert found.state == doctor.MISSING
    assert "no-such-package absent" in found.told
    assert "not 0.1" in found.told


def test_the_doctor_fails_only_on_what_is_required(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A wanted thing that lacks leaves exit code 0; a required one makes it 1."""
    lacking = doctor.Finding("uv", doctor.LACKING, "no", "install it")
    missing = doctor.Finding("disk", doctor.MISSING, "full", "make room")
    for found, code in (([lacking], 0), ([lacking, missing], 1)):
        monkeypatch.setattr("classroom.show_doctor.examine", lambda course, found=found: found)
        result = CliRunner().invoke(cli.app, ["--course", str(root), "doctor", "--json"])
        assert result.exit_code == code
        assert json.loads(result.stdout)["ok"] is (code == 0)


def test_a_command_that_is_absent_or_fails_says_nothing() -> None:
    """The doctor never raises."""
    assert doctor._said(["no-such-command-here"]) is None
    assert doctor._said([sys.executable, "-c", "raise SystemExit(1)"]) is None
    assert doctor._said([sys.executable, "-c", "print('here')"]) == "here"
