"""The outer box, made by bubblewrap: own user, network, process and mount view.

Inside there is Python, the course's library and nothing else: no solutions, no submissions, no
gradebook, no home, no network. bubblewrap is the sandbox of Flatpak and needs no rights of an
administrator where the kernel allows user namespaces.

What this leaves out: a limit on memory of the whole box; the driver watches that.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

from classroom.worker import walls

NOBODY = 65534
SCRATCH = "/tmp"
OURS = ("course_lib", "classroom")
_SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib64", "/lib32", "/etc/ld.so.cache", "/etc/fonts")
FIXED = {
    "LANG": "C.UTF-8",
    "TZ": "UTC",
    "PYTHONHASHSEED": "0",
    "PYTHONDONTWRITEBYTECODE": "1",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "NBGRADER_EXECUTION": "autograde",
    "TERM": "xterm-color",
    "CLICOLOR": "1",
    "FORCE_COLOR": "1",
    "CLICOLOR_FORCE": "1",
    "PAGER": "cat",
    "GIT_PAGER": "cat",
}


def program() -> str | None:
    """Where bubblewrap is, if it is."""
    return shutil.which("bwrap")


def command(inside: list[str], fonts: Mapping[str, int]) -> list[str]:
    """The command that runs ``inside`` in the box.

    Args:
        inside: the command to run there.
        fonts: open files of matplotlib's lists of fonts by name, so that none is made anew.
    """
    words = [str(program()), *_namespaces(), "--die-with-parent", "--new-session", "--clearenv"]
    words += ["--hostname", "box"]
    words += ["--size", str(64 << 20), "--perms", "1777", "--tmpfs", SCRATCH]
    every = {str(one) for name in folders() for one in Path(name).parents} - {"/", SCRATCH}
    for parent in sorted(every):
        words += ["--perms", "0755", "--dir", parent]
    for folder in folders():
        words += ["--ro-bind", folder, folder]
    words += ["--proc", "/proc", "--dev", "/dev"]
    for folder in ("matplotlib", "home"):
        words += ["--perms", "1777", "--dir", f"{SCRATCH}/{folder}"]
    for name, file in fonts.items():
        words += ["--perms", "0644", "--file", str(file), f"{SCRATCH}/matplotlib/{name}"]
    for name, value in environment().items():
        words += ["--setenv", name, value]
    words += ["--remount-ro", "/dev", "--remount-ro", "/"]
    return [*words, "--chdir", SCRATCH, "--", *inside]


def _namespaces() -> list[str]:
    """Own namespaces; who is root here gives that up inside, before any learner's code runs."""
    if os.geteuid() != 0:
        own = ["--unshare-all", "--cap-drop", "ALL"]
        return [*own, "--uid", str(NOBODY), "--gid", str(NOBODY)]
    own = ["--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts"]
    drop = ["--cap-drop", "ALL", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    return [*own, "--unshare-cgroup-try", *drop]


def environment() -> dict[str, str]:
    """All that a process in the box finds in its environment."""
    root = Path(__file__).resolve().parents[2]
    return {
        **FIXED,
        "HOME": f"{SCRATCH}/home",
        "TMPDIR": SCRATCH,
        walls.SHOWN: os.pathsep.join(one for one in folders() if one.startswith(f"{SCRATCH}/")),
        "MPLCONFIGDIR": f"{SCRATCH}/matplotlib",
        "IPYTHONDIR": f"{SCRATCH}/ipython",
        "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin",
        "PYTHONPATH": str(root),
    }


def font_lists() -> list[Path]:
    """matplotlib's own lists of fonts, where it has made one; found without importing it."""
    home = os.environ.get("MPLCONFIGDIR")
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = Path(home) if home else cache / "matplotlib"
    return sorted(folder.glob("fontlist-v*.json"))


def folders() -> list[str]:
    """What the box shows, outermost first, each once."""
    root = Path(__file__).resolve().parents[2]
    python = {sys.prefix, sys.base_prefix, os.path.realpath(sys.executable).rsplit("/", 2)[0]}
    ours = [str(root / name) for name in OURS]
    found = [folder for folder in (*_SYSTEM, *sorted(python), *ours) if os.path.exists(folder)]
    kept: list[str] = []
    for folder in found:
        if not any(folder == one or folder.startswith(one + "/") for one in kept):
            kept.append(folder)
    return kept
