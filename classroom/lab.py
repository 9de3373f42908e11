"""JupyterLab on the course, as a child process on this machine only.

The server binds 127.0.0.1 with a fresh token, runs in the course folder (nbgrader reads its
settings there), and takes the settings in ``jupyter_config``: no news pop-up, no update check. What
it says goes to ``.lianke/lab.log``. What this leaves out: serving a class over a network; that is
JupyterHub's work.
"""

from __future__ import annotations

import http.client
import json
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from classroom.course import Course, nbgrader_settings
from classroom.errors import ClassroomError

HOST = "127.0.0.1"
START = "notebooks/00_start_here.ipynb"
LOG = ".lianke/lab.log"
READY_SECONDS = 90
SETTINGS = Path(__file__).with_name("jupyter_config")


@dataclass(frozen=True, slots=True)
class Server:
    """A running JupyterLab of ours."""

    process: subprocess.Popen[bytes]
    port: int
    token: str

    def address(self, path: str = START) -> str:
        """The address that opens a notebook of the course in a browser."""
        return f"http://{HOST}:{self.port}/lab/tree/{path}?token={self.token}"

    def call(self, method: str, path: str, data: object = None) -> Any:
        """One request to the server's API; the parsed answer.

        Raises:
            ClassroomError: the server answers with an error, or not at all.
        """
        request = urllib.request.Request(
            f"http://{HOST}:{self.port}/{urllib.parse.quote(path, safe='/?=:@')}",
            method=method,
            data=None if data is None else json.dumps(data).encode(),
            headers={"Authorization": f"token {self.token}", "Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=READY_SECONDS) as answer:
                body = answer.read()
        except (OSError, http.client.HTTPException) as problem:
            told = f"JupyterLab refused {method} /{path}: {problem}; read {LOG}"
            raise ClassroomError(told) from None
        return json.loads(body) if body else None


def free_port(wanted: int | None) -> int:
    """A loopback port that nobody uses: the one asked for, or any.

    Raises:
        ClassroomError: the port asked for is taken.
    """
    with socket.socket() as probe:
        try:
            probe.bind((HOST, wanted or 0))
        except OSError:
            told = f"port {wanted} is taken by another program; give another --port or none"
            raise ClassroomError(told) from None
        return int(probe.getsockname()[1])


def environment(token: str) -> dict[str, str]:
    """The child's environment: our settings first, our scripts findable, the token out of sight."""
    paths = [str(SETTINGS), os.environ.get("JUPYTER_CONFIG_PATH", "")]
    scripts = [str(Path(sys.executable).parent), os.environ.get("PATH", "")]
    return {
        **os.environ,
        "JUPYTER_CONFIG_PATH": os.pathsep.join(filter(None, paths)),
        "PATH": os.pathsep.join(filter(None, scripts)),
        "JUPYTER_TOKEN": token,
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    }


def command(course: Course, port: int) -> list[str]:
    """The command line of the server."""
    words = [sys.executable, "-m", "jupyterlab", "--no-browser", "-y", f"--ip={HOST}"]
    words += [f"--port={port}", "--ServerApp.port_retries=0", f"--notebook-dir={course.root}"]
    words += [f"--LabApp.default_url=/lab/tree/{START}"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        words.append("--allow-root")
    return words


def start(course: Course, port: int | None) -> Server:
    """Start the server and wait until it answers.

    Raises:
        ClassroomError: it ends early, or does not answer in 90 seconds.
    """
    if port is None:
        port = 8888 if _is_free(8888) else free_port(None)
    port, token = free_port(port or None), secrets.token_hex(24)
    Path(nbgrader_settings(course).Exchange.root).mkdir(parents=True, exist_ok=True)
    log = course.root / LOG
    log.parent.mkdir(exist_ok=True)
    with log.open("wb") as told:
        process = subprocess.Popen(
            command(course, port),
            cwd=course.root,
            env=environment(token),
            stdin=subprocess.DEVNULL,
            stdout=told,
            stderr=subprocess.STDOUT,
        )
    server = Server(process, port, token)
    try:
        _wait_until_ready(server)
    except BaseException:
        stop(server)
        raise
    return server


def _is_free(port: int) -> bool:
    try:
        return free_port(port) == port
    except ClassroomError:
        return False


def _wait_until_ready(server: Server) -> None:
    end = time.monotonic() + READY_SECONDS
    while time.monotonic() < end:
        if server.process.poll() is not None:
            code = server.process.returncode
            raise ClassroomError(f"JupyterLab ended at once (exit code {code}); read {LOG}")
        try:
            server.call("GET", "api/status")
        except ClassroomError:
            time.sleep(0.2)
        else:
            return
    raise ClassroomError(f"JupyterLab did not answer within {READY_SECONDS} s; read {LOG}")


def stop(server: Server) -> int:
    """End the server and its kernels; return its exit code."""
    if server.process.poll() is None:
        try:
            server.call("POST", "api/shutdown")
        except ClassroomError:
            server.process.terminate()
    try:
        return server.process.wait(timeout=15)
    except subprocess.TimeoutExpired:
        server.process.kill()
        return server.process.wait()


@contextmanager
def running(course: Course, port: int | None = None) -> Iterator[Server]:
    """A server that ends with the block."""
    server = start(course, port)
    try:
        yield server
    finally:
        stop(server)
