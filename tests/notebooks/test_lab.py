"""lianke lab: the real server, seen through its own API, and its end."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
import tiny
from conftest import Lianke

from classroom import lab
from classroom.course import Course
from classroom.errors import ClassroomError
from classroom.lab_check import run_check

SLUG = tiny.SLUG


@pytest.mark.slow
def test_lab_check_goes_from_server_to_marks(built: Course) -> None:
    """Each step is told, in order."""
    told = list(run_check(built, SLUG))
    for words, line in zip(
        [
            "JupyterLab answers on 127.0.0.1",
            "pop-up and the update check are off",
            "server extensions answer",
            "5 cells, 4 run, 4 outputs, no error",
            "3 of 3 items still want an answer",
            "JupyterLab stopped",
            "5 of 5 points, 1 item(s) left to a person",
        ],
        told,
        strict=True,
    ):
        assert words in line


@pytest.mark.slow
def test_lab_check_fails_on_a_failing_cell(built: Course) -> None:
    """It names the cell, and the server is gone afterwards."""
    path = built.notebooks / f"{SLUG}.ipynb"
    path.write_text(path.read_text().replace('print(\\"one\\")', "print(one)"))
    steps = run_check(built, SLUG)
    address = next(steps)
    with pytest.raises(ClassroomError, match=r"cell 4 raised NameError"):
        list(steps)
    port = int(re.search(r":(\d+)", address)[1])
    with socket.socket() as probe:
        assert probe.connect_ex((lab.HOST, port)) != 0


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="sends Ctrl+C as Unix does")
def test_lab_prints_an_address_that_answers(built: Course) -> None:
    """The start page opens with the printed token, not without; Ctrl+C ends it with 0."""
    (built.root / lab.START).write_bytes((built.notebooks / f"{SLUG}.ipynb").read_bytes())
    words = [sys.executable, "-m", "classroom", "--course", str(built.root), "lab", "--no-browser"]
    process = subprocess.Popen(
        words,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env=_environment(),
        preexec_fn=_listen_to_ctrl_c,
    )
    try:
        address = _address(process)
        with urllib.request.urlopen(address) as answer:
            assert "JupyterLab" in answer.read().decode()
        bare = address.split("?")[0].replace("/lab/tree/", "/api/contents/")
        with pytest.raises(urllib.error.HTTPError, match="403"):
            urllib.request.urlopen(bare)
    finally:
        os.killpg(process.pid, signal.SIGINT)
        assert process.wait(timeout=30) == 0


def _environment() -> dict[str, str]:
    return {**os.environ, "COLUMNS": "200", "PYTHONUNBUFFERED": "1"}


def _address(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    for line in process.stdout:
        found = re.search(r"http://127\.0\.0\.1:\d+\S+", line)
        if found:
            return found[0]
    raise AssertionError("no address was printed")


def test_a_taken_port_is_one_sentence(built: Course) -> None:
    """With what to do."""
    with socket.socket() as taken:
        taken.bind((lab.HOST, 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(ClassroomError, match=f"port {port} is taken.*--port"):
            lab.start(built, port)


def test_without_a_start_page_it_says_what_to_run(built: Course, lianke: Lianke) -> None:
    """Before a server is started."""
    result = lianke(built, "lab")
    assert "lianke build 00" in str(result.exception)


def test_a_server_that_ends_at_once_is_told(built: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the place of its log."""
    monkeypatch.setattr(lab, "command", lambda course, port: [sys.executable, "-c", "exit(3)"])
    with pytest.raises(ClassroomError, match=r"exit code 3.*lab.log"):
        lab.start(built, None)
    assert (built.root / lab.LOG).exists()


def test_only_this_machine_can_reach_it(built: Course) -> None:
    """It binds the loopback address and carries no token on its command line."""
    words = lab.command(built, 9000)
    assert "--ip=127.0.0.1" in words
    assert not [word for word in words if "token" in word.lower()]
    assert Path(lab.environment("t")["JUPYTER_CONFIG_PATH"].split(os.pathsep)[0]) == lab.SETTINGS


def _listen_to_ctrl_c() -> None:
    """A shell's background jobs are started deaf to Ctrl+C, and hand that on to their children."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
