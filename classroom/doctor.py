"""What this machine has and lacks, each with its remedy.

Required: Python, the packages and room on the disk; without them lessons do not run. Wanted: what
grading strangers' work, browser tests or speed need. Nothing is installed or changed here.

What this leaves out: sandboxes of macOS and Windows; there a Linux container or WSL 2 is needed.
"""

from __future__ import annotations

import importlib.metadata
import os
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from classroom.course import Course
from classroom.errors import ClassroomError
from classroom.sandbox import tiers
from classroom.sandbox.entry import BUBBLEWRAP, LANDLOCK

MIN_PYTHON = (3, 11)
MIN_DISK, MIN_MEMORY = 2.0, 2.0
OK, MISSING, LACKING = "ok", "missing", "lacking"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked for; ``missing`` is required, ``lacking`` is only wanted."""

    name: str
    state: str
    told: str
    remedy: str = ""


def examine(course: Course) -> Iterator[Finding]:
    """Look at everything, one finding each."""
    yield python()
    yield packages(course.root / "requirements.lock")
    yield disk(course.root)
    yield memory()
    yield cores()
    yield uv()
    yield bubblewrap()
    yield landlock()
    yield isolation()
    yield chromium()
    yield chinese_font()


def python() -> Finding:
    """Python 3.11 or newer."""
    told = f"Python {platform.python_version()} on {platform.system()} {platform.machine()}"
    if sys.version_info >= MIN_PYTHON:
        return Finding("Python", OK, told)
    return Finding("Python", MISSING, told, "install Python 3.11 or newer, then remove .venv")


def packages(lock: Path) -> Finding:
    """Installed versions against the lock file."""
    if not lock.exists():
        return Finding("packages", LACKING, f"there is no {lock.name} to compare with")
    wanted = dict(locked_versions(lock.read_text(encoding="utf-8")))
    wrong = [
        f"{name} {_installed(name) or 'absent'}, not {' or '.join(sorted(versions))}"
        for name, versions in sorted(wanted.items())
        if _installed(name) not in versions
    ]
    if not wrong:
        return Finding("packages", OK, f"{len(wanted)} packages as {lock.name} has them")
    told = f"{len(wrong)} of {len(wanted)} differ: {'; '.join(wrong[:3])}"
    return Finding("packages", MISSING, told, "remove .venv, then: python3 kit.py setup")


def locked_versions(text: str) -> Iterator[tuple[str, set[str]]]:
    """Each package that the lock wants on this machine, with the versions it allows."""
    from packaging.markers import Marker

    found: dict[str, set[str]] = {}
    for line in text.splitlines():
        match = re.match(r"([A-Za-z0-9._-]+)==([^ ;\\]+)(?: *; *([^\\]+))?", line)
        if match and (not match[3] or Marker(match[3].strip()).evaluate()):
            found.setdefault(match[1], set()).add(match[2])
    yield from found.items()


def _installed(name: str) -> str | None:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


def disk(folder: Path) -> Finding:
    """Free space where the course stands, in GB."""
    free = shutil.disk_usage(folder).free / 1e9
    told = f"{free:.1f} GB free"
    if free >= MIN_DISK:
        return Finding("disk", OK, told)
    return Finding("disk", MISSING, told, f"free at least {MIN_DISK:g} GB")


def memory() -> Finding:
    """Memory of the machine, in GB."""
    import psutil

    total = psutil.virtual_memory().total / 1e9
    told = f"{total:.1f} GB, {psutil.virtual_memory().available / 1e9:.1f} GB available"
    if total >= MIN_MEMORY:
        return Finding("memory", OK, told)
    return Finding("memory", LACKING, told, "use a machine with 2 GB or more for grading")


def cores() -> Finding:
    """Processors that this process may use."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return Finding("cores", OK, f"{usable} usable")


def uv() -> Finding:
    """uv makes set-up quick; pip does the same more slowly."""
    found = shutil.which("uv")
    if found:
        return Finding("uv", OK, _said([found, "--version"]) or "present")
    return Finding("uv", LACKING, "not found; pip is used", "pip install uv  (optional)")


def bubblewrap() -> Finding:
    """Whether a small process in bubblewrap's box could not get out (tried, not looked up)."""
    return _tier(BUBBLEWRAP, "bubblewrap")


def landlock() -> Finding:
    """The same for Landlock with a filter of system calls."""
    return _tier(LANDLOCK, "Landlock")


def _tier(tier: str, name: str) -> Finding:
    if sys.platform != "linux":
        return Finding(name, LACKING, "Linux only", tiers.ELSEWHERE)
    seen = tiers.tried(tier)
    return Finding(name, OK if seen.works else LACKING, seen.told, seen.remedy)


def isolation() -> Finding:
    """The walls that ``lianke grade`` uses here."""
    try:
        return Finding("isolation", OK, f"grading uses {tiers.choose()}")
    except ClassroomError:
        remedy = tiers.INSTALL if sys.platform == "linux" else tiers.ELSEWHERE
        return Finding("isolation", LACKING, "none: grading needs --unsafe", remedy)


def chromium() -> Finding:
    """A browser for the browser tests."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        found = shutil.which(name)
        if found:
            return Finding("Chromium", OK, found)
    remedy = "sudo apt-get install chromium"
    return Finding("Chromium", LACKING, "not found; browser tests are skipped", remedy)


def chinese_font() -> Finding:
    """A system font with Chinese, for browsers; pictures bring their own."""
    if shutil.which("fc-list") is None:
        told = "fontconfig is not here, so it cannot be told"
        return Finding("Chinese font", LACKING, told, "sudo apt-get install fontconfig")
    fonts = _said(["fc-list", ":lang=zh", "family"])
    if fonts:
        return Finding("Chinese font", OK, fonts.splitlines()[0])
    remedy = "sudo apt-get install fonts-wqy-microhei"
    return Finding("Chinese font", LACKING, "none for the browser", remedy)


def _said(words: list[str]) -> str | None:
    """What a command printed; None when it is absent, fails or takes long."""
    try:
        done = subprocess.run(words, capture_output=True, text=True, timeout=10, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip()
