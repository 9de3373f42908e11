#!/usr/bin/env python3
"""Lianke's starter: makes the environment when needed, then hands over.

    python3 kit.py lab            open JupyterLab on the course's start page
    python3 kit.py lab --check    start the real server, run lesson 09, grade a sample, stop
    python3 kit.py test           run all tests, on up to four cores
    python3 kit.py test WORDS     run pytest with these words, such as tests/unit -q
    python3 kit.py bench          print the benchmarks beside their peers
    python3 kit.py setup          only make the environment
    python3 kit.py setup evm      ... and add an extra of pyproject.toml (for lesson 07's last part)
    python3 kit.py COMMAND ...    any command of `lianke`, such as `doctor` or `build --check`

The environment is the folder .venv beside this file: every package pinned by hash in
requirements.lock, installed with uv where it is present and with pip otherwise. When nothing
has changed since the last time, nothing is done. This file needs only Python 3.11 or newer
and its standard library. It keeps to old syntax, so that an old Python can say what it lacks.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
OLDEST = (3, 11)
OURSELVES = ("--no-deps", "--no-build-isolation", "-e", str(ROOT))
# Files keep their order, in which the slow ones come first, and the tests of a file stay together.
ALL_TESTS = ("-n", "logical", "--maxprocesses", "4", "--dist", "loadfile", "--no-loadscope-reorder")
EACH_PACKAGE = ("Collecting ", "Processing ", "Ignoring ", "Requirement already")
NEEDS_VENV = (
    "This Python cannot make virtual environments. On Debian or Ubuntu run "
    "'sudo apt install python3-venv', elsewhere install Python from python.org; then try again."
)
NEEDS_NETWORK = (
    "The packages could not be downloaded. Check that this machine is online (behind a "
    "proxy, set HTTPS_PROXY or pip's index-url), then run the same command again."
)
NETWORK_SIGNS = (
    "No matching distribution", "Failed to establish", "Temporary failure in name resolution",
    "Connection refused", "connection error", "error sending request", "Network is unreachable",
    "dns error", "timed out", "Failed to fetch", "ProxyError", "Max retries",
)  # fmt: skip


class CannotStartError(Exception):
    """What is missing, in one sentence with its remedy."""


class Environment:
    """A virtual environment: the folder it is in and the lock files it is made from."""

    def __init__(self, folder, locks):
        self.folder = folder
        self.locks = locks
        self.stamp = folder / ".lianke-stamp"
        self.log = folder / "install.log"

    def python(self):
        """The path of the environment's own interpreter."""
        if os.name == "nt":
            return self.folder / "Scripts" / "python.exe"
        return self.folder / "bin" / "python"

    def wanted(self):
        """One digest of all that decides what must be installed."""
        parts = [sys.version, str(self.folder), (ROOT / "pyproject.toml").read_text("utf-8")]
        parts += [lock.read_text("utf-8") for lock in self.locks]
        return hashlib.sha256("\0".join(parts).encode("utf-8")).hexdigest()

    def ready(self):
        """True where nothing needs to be done."""
        return (
            self.stamp.is_file()
            and self.python().is_file()
            and self.stamp.read_text("utf-8") == self.wanted()
        )

    def make(self):
        """Make it so; an interrupted attempt is taken up again the next time."""
        if self.ready():
            return
        uv = shutil.which("uv")
        if not (uv and self.with_uv(uv)):
            self.with_pip()
        self.stamp.write_text(self.wanted(), "utf-8")
        say("Ready.")

    def with_uv(self, uv):
        """Install with uv; False where uv cannot, so that pip may try."""
        say(f"Making {self.folder.name} with uv (a few seconds) ...")
        os.environ["UV_PYTHON_DOWNLOADS"] = "never"
        target = ["--python", str(self.python())]
        steps = [
            [uv, "venv", "--clear", "--python", sys.executable, str(self.folder)],
            [uv, "pip", "install", "--no-deps", "--require-hashes", *target, *self.lock_words()],
            [uv, "pip", "install", *target, *OURSELVES],
        ]
        for step in steps:
            done = subprocess.run(step, capture_output=True, text=True)
            if done.returncode:
                say(f"uv could not do it ({last_line(done.stderr)}); trying pip.")
                return False
        return True

    def with_pip(self):
        """Install with pip, one line of progress for each package."""
        say(f"Making {self.folder.name} with pip (about a minute) ...")
        venv = [sys.executable, "-m", "venv", "--clear", str(self.folder)]
        if subprocess.run(venv, capture_output=True, text=True).returncode:
            shutil.rmtree(self.folder, ignore_errors=True)
            raise CannotStartError(NEEDS_VENV)
        pip = [str(self.python()), "-m", "pip", "--disable-pip-version-check", "--no-input"]
        install = [*pip, "install", "--progress-bar", "off"]
        self.watch([*install, "--no-deps", "--require-hashes", *self.lock_words()])
        self.watch([*install, *OURSELVES])

    def add(self, extras):
        """Install extras of pyproject.toml; what requirements.lock names stays as it is."""
        project = (ROOT / "pyproject.toml").read_text("utf-8")
        table = project.partition("[project.optional-dependencies]\n")[2].partition("\n[")[0]
        named = re.findall(r"(?m)^(\w+) = \[", table)
        for extra in extras:
            if extra not in named:
                raise CannotStartError(f"'{extra}' is no extra; there are: {', '.join(named)}.")
        words = ["install", "--no-build-isolation", "-e", f"{ROOT}[{','.join(extras)}]"]
        uv, python = shutil.which("uv"), str(self.python())
        pip = [uv, "pip"] if uv else [python, "-m", "pip", "--no-input"]
        say(f"Adding {', '.join(extras)} to {self.folder.name} ...")
        self.watch([*pip, *words, *(["--python", python] if uv else [])])
        say("Ready.")

    def lock_words(self):
        """The lock files as an installer's arguments."""
        return [word for lock in self.locks for word in ("-r", str(lock))]

    def watch(self, command):
        """Run pip and turn its talk into a progress line; keep the talk in install.log."""
        total = sum(len(re.findall("(?m)^[^ #]+==", k.read_text("utf-8"))) for k in self.locks)
        seen = 0
        talk = []
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=str(ROOT)
        ) as run:
            for line in run.stdout:
                talk.append(line)
                if line.startswith(EACH_PACKAGE):
                    seen += 1
                    name = re.split("==|-[0-9]|:", re.split(r"[/\\\\]", line.split()[1])[-1])[0]
                    show_progress(seen, total, name)
                elif line.startswith("Installing collected"):
                    show_progress(total, total, "installing")
        if sys.stdout.isatty():
            print()
        with open(str(self.log), "a", encoding="utf-8") as log:
            log.writelines(talk)
        if run.returncode:
            raise CannotStartError(explain("".join(talk), self.log))


def say(text):
    print(text, flush=True)


def show_progress(done, total, name):
    """One line that is rewritten on a terminal; every twentieth step elsewhere."""
    if sys.stdout.isatty():
        print(f"\r  {done:>3} of {total}  {name:<40.40}", end="", flush=True)
    elif done % 20 == 0:
        say(f"  {done:>3} of {total}  {name}")


def last_line(text):
    """The last line of a program's talk that says something."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "it said nothing"


def explain(talk, log):
    """Turn an installer's failure into one sentence."""
    if any(sign.lower() in talk.lower() for sign in NETWORK_SIGNS):
        return NEEDS_NETWORK
    if "No space left" in talk:
        return "The disk is full: the environment needs about 1 GB. Make room, then try again."
    where = log.relative_to(ROOT)
    return f"The packages could not be installed: {last_line(talk)} (all of it in {where})."


def run(command):
    """Hand over to another program: this one ends with its exit code."""
    if os.name == "nt":
        return subprocess.call(command)
    os.execv(command[0], command)
    return None


def main(words):
    if sys.version_info < OLDEST:
        raise CannotStartError(
            f"Lianke needs Python {OLDEST[0]}.{OLDEST[1]} or newer; this is "
            f"{sys.version.split()[0]}. Install a newer one from python.org or your package "
            "manager, and run it on kit.py."
        )
    if not words or words[0] in ("-h", "--help", "help"):
        print(__doc__)
        return 0
    locks = [ROOT / "requirements.lock"]
    if words[0] == "bench":
        environment = Environment(
            ROOT / ".venv-bench", [*locks, ROOT / "benchmarks" / "requirements.lock"]
        )
    else:
        environment = Environment(ROOT / ".venv", locks)
    environment.make()
    python = str(environment.python())
    if words[0] == "setup":
        if words[1:]:
            environment.add(words[1:])
        return 0
    modules = {"test": "pytest", "bench": "benchmarks"}
    if words[0] in modules:
        os.chdir(str(ROOT))
        further = words[1:] or (ALL_TESTS if words[0] == "test" else ())
        return run([python, "-m", modules[words[0]], *further])
    return run([python, "-m", "classroom", *words])


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except CannotStartError as reason:
        sys.exit(f"kit.py: {reason}")
    except KeyboardInterrupt:
        sys.exit("kit.py: stopped; run the same command again to go on.")
