"""The parent inside the box: imports everything once, then forks a child for each order.

It holds no test, no mark and no thread, so that a child has nothing to find in what it inherits.

What this leaves out: deciding anything. It forks a player or a judge and forgets it.
"""

from __future__ import annotations

import functools
import gc
import importlib
import inspect
import os
import signal
import socket
import sys
import tempfile
from itertools import chain
from typing import Any, NoReturn

from classroom.spared import without_collector
from classroom.worker import frames, walls
from classroom.worker.inner import enclose
from classroom.worker.judge import judge
from classroom.worker.player import play
from classroom.worker.shell import Shell, configure, make_shell
from classroom.worker.streams import Text


def preload(names: list[str]) -> None:
    """Import modules that most submissions import; one that fails will fail in its cell."""
    further = [late for room, late in LATER.items() if any(n.startswith(room) for n in names)]
    for name in chain(names, *further):
        try:
            importlib.import_module(name)
        except Exception:
            continue


def warm() -> None:
    """Compute what the course's modules compute once: their cached functions without arguments."""
    for name, module in sorted(sys.modules.items()):
        if name.startswith("course_lib"):
            for value in list(vars(module).values()):
                if isinstance(value, _CACHED) and not inspect.signature(value).parameters:
                    value()


# What the course's library imports when it is first used.
LATE = (
    "matplotlib.pyplot",
    "matplotlib_inline.backend_inline",
    "cryptography.x509",
    "cryptography.hazmat.primitives.serialization",
    "cryptography.hazmat.primitives.asymmetric.ed25519",
    "cryptography.hazmat.primitives.asymmetric.ec",
    "cryptography.hazmat.primitives.asymmetric.utils",
)
# The same for single rooms of it; these are slow to import.
LATER = {"course_lib.contracts.traceability": ("jsonschema", "referencing.jsonschema")}
_CACHED = type(functools.lru_cache(lambda: None))
REHEARSAL = (
    "from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey as Key\n"
    "key = Key.from_private_bytes(bytes(32))\nkey.public_key().verify(key.sign(b''), b'')",
    "import matplotlib.pyplot as plt\nplt.plot([0, 1], label='a')\nplt.legend()\nplt.title('1')",
    "def f(x: int) -> int:\n    return 1 // x\nprint(f(1))\nf(1)",
    "[f(n) for n in (1, 0)]",
    "assert f(1) == 2, 'no'",
    "%time 1",
)


def rehearse(shell: Shell) -> None:
    """Run some cells, so that what is imported and cached at first use is there before forking."""
    begin = (sys.stdout, sys.stderr)
    sys.stdout, sys.stderr = Text("stdout", shell.keep), Text("stderr", shell.keep)
    names = set(shell.user_ns)
    configure(shell)
    for source in REHEARSAL:
        shell.run(source, 1)
    sys.stdout, sys.stderr = begin
    for name in set(shell.user_ns) - names:
        del shell.user_ns[name]
    shell.forget()


def serve(line: socket.socket, shell: Shell) -> None:
    """Fork children until the driver closes the line."""
    while True:
        try:
            body, files = frames.receive_with_files(line)
        except frames.BrokenLine:
            return
        order = frames.as_message(body)
        if "preload" in order:
            with without_collector():
                preload(order["preload"])
                warm()
            continue
        if os.fork() == 0:
            line.close()
            _be(order, socket.socket(fileno=files[0]), shell)
        for file in files:
            os.close(file)


def _be(order: dict[str, Any], line: socket.socket, shell: Shell) -> NoReturn:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setsid()
    try:
        if order["role"] == "judge":
            if order["tier"] == "bubblewrap":
                walls.own_folder(order["limits"])
            else:
                os.chdir(tempfile.mkdtemp())
            frames.send(line, {"ready": True}, [os.pidfd_open(os.getpid())])
            judge(shell, line)
        else:
            enclose(order["tier"], line, order["limits"])
            if order["tier"] == "landlock":
                shell.system = shell.system_raw  # type: ignore[method-assign]  # no terminals here
            _play(shell, line, exact=order["exact"])
    except OSError as problem:
        frames.send(line, {"refused": str(problem)})
    finally:
        os._exit(0)


def _play(shell: Shell, line: socket.socket, *, exact: bool) -> None:
    if exact:
        from classroom.worker.kernel import play_exact

        play_exact(shell, line)
    else:
        play(shell, line)


def main() -> None:
    """Run as ``python -m classroom.worker.zygote FD module...``."""
    line = socket.socket(fileno=int(sys.argv[1]))
    walls.be_nobody()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with without_collector():
        shell = make_shell()
        preload([*LATE, *sys.argv[2:]])
        rehearse(shell)
        warm()
        gc.collect()
    walls.hide_memory()
    frames.send(line, {"ready": True})
    serve(line, shell)


if __name__ == "__main__":
    main()
