"""Prove that the lab works: server, lesson, kernel, validation and grading, once from end to end.

Everything is real: JupyterLab as a child process, its contents and kernels API, nbgrader's server
extension and nbgrader's autograde. What this leaves out: the browser; a test drives that.
"""

from __future__ import annotations

import json
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from classroom.course import Course
from classroom.errors import ClassroomError
from classroom.lab import HOST, Server, running
from classroom.outputs import plain
from classroom.submissions import blank, grade_all, points_of_tests, reference

DEFAULT_LESSON = "09_pork_traceability"
START_PAGE = "00_start_here"
CELL_SECONDS = 120
SETTING = "@jupyterlab/apputils-extension:notification"


def run_check(course: Course, lesson: str) -> Iterator[str]:
    """Yield what was seen, step by step.

    Raises:
        ClassroomError: a step failed; the sentence says which and why.
    """
    slug = lesson if (course.notebooks / f"{lesson}.ipynb").exists() else START_PAGE
    with running(course, port=0) as server:
        version = server.call("GET", "api")["version"]
        yield f"JupyterLab answers on {HOST}:{server.port} (server {version})"
        yield _settings(server)
        yield _extensions(server)
        yield _run_lesson(server, f"notebooks/{slug}.ipynb")
        if (course.exercises / slug / f"{slug}.ipynb").exists():
            yield _validate(server, course, slug)
    yield "JupyterLab stopped"
    if (course.exercises / slug / f"{slug}.ipynb").exists():
        yield grade_sample(course, slug)


def _settings(server: Server) -> str:
    found = server.call("GET", f"lab/api/settings/{SETTING}")["schema"]["properties"]
    if found["fetchNews"]["default"] != "false" or found["checkForUpdates"]["default"]:
        raise ClassroomError("JupyterLab does not read the course's settings: news are still on")
    return "the news pop-up and the update check are off"


def _extensions(server: Server) -> str:
    for path in ("formgraders", "courses", "assignments?course_id=lianke"):
        server.call("GET", path)
    return "nbgrader's server extensions answer"


def _run_lesson(server: Server, path: str) -> str:
    """Open a notebook through the contents API and run its code cells in a new kernel."""
    cells = server.call("GET", f"api/contents/{path}?content=1")["content"]["cells"]
    code = [(n, cell) for n, cell in enumerate(cells, 1) if cell["cell_type"] == "code"]
    session = server.call(
        "POST",
        "api/sessions",
        {"path": path, "name": path, "type": "notebook", "kernel": {"name": "python3"}},
    )
    kernel = session["kernel"]["id"]
    outputs = 0
    try:
        with Channel(server, kernel) as channel:
            for number, cell in code:
                outputs += channel.run(f"{path}, cell {number}", cell)
    finally:
        server.call("DELETE", f"api/sessions/{session['id']}")
    return f"{path} opened: {len(cells)} cells, {len(code)} run, {outputs} outputs, no error"


class Channel:
    """The kernel's messages over the server's websocket."""

    def __init__(self, server: Server, kernel: str) -> None:
        self.url = f"ws://{HOST}:{server.port}/api/kernels/{kernel}/channels"
        self.header = [f"Authorization: token {server.token}"]

    def __enter__(self) -> Channel:
        from websocket import create_connection

        self.socket = create_connection(self.url, header=self.header, timeout=CELL_SECONDS)
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def run(self, where: str, cell: dict[str, Any]) -> int:
        """Run one cell and return how many outputs it made."""
        sent = uuid.uuid4().hex
        self.socket.send(json.dumps(_request(sent, "".join(cell["source"]))))
        outputs = 0
        while True:
            message = json.loads(self.socket.recv())
            if message["parent_header"].get("msg_id") != sent:
                continue
            kind, content = message["msg_type"], message["content"]
            if kind == "error" and "raises-exception" not in cell["metadata"].get("tags", []):
                told = f"{content['ename']}: {plain(content['evalue'])}"
                raise ClassroomError(f"{where} raised {told}")
            outputs += kind in ("stream", "display_data", "execute_result")
            if kind == "status" and content["execution_state"] == "idle":
                return outputs


def _request(name: str, code: str) -> dict[str, Any]:
    header = {"msg_id": name, "msg_type": "execute_request", "session": name, "username": ""}
    content = {"code": code, "silent": False, "store_history": True, "allow_stdin": False}
    return {
        "header": {**header, "version": "5.4", "date": ""},
        "parent_header": {},
        "metadata": {},
        "content": content,
        "channel": "shell",
        "buffers": [],
    }


def _validate(server: Server, course: Course, slug: str) -> str:
    """Press Validate on the release, as the button does."""
    path = f"exercises/{slug}/{slug}.ipynb"
    answer = server.call("POST", "assignments/validate", {"path": path})
    if not answer["success"]:
        last = str(answer["value"]).strip().splitlines()[-1]
        raise ClassroomError(f"Validate failed on {path}: {last}")
    graded = [c for c in blank(course, slug).cells if c.metadata.get("nbgrader", {}).get("grade")]
    failed = len(answer["value"].get("failed", []))
    return f"Validate ran on {path}: {failed} of {len(graded)} items still want an answer"


def grade_sample(course: Course, slug: str) -> str:
    """Grade the reference as a sample submission in a temporary course.

    Raises:
        ClassroomError: it does not earn every point.
    """
    with tempfile.TemporaryDirectory(prefix="lianke-lab-") as folder:
        sample = {"sample": reference(course, slug)}
        got = grade_all(course, slug, sample, Path(folder))["sample"]
    points = points_of_tests(course, slug)
    lost = {name: got[name] for name, full in points.items() if got[name] != full}
    if lost:
        raise ClassroomError(f"the sample submission of {slug} lost marks: {lost}")
    by_hand = sum(score is None for score in got.values())
    earned = f"{sum(points.values()):g} of {sum(points.values()):g} points"
    return f"the sample submission was graded: {earned}, {by_hand} item(s) left to a person"
