"""Adversaries that use up what there is, never end, or end what they run in."""

from __future__ import annotations

from adversary import Adversary, without
from boxes import FULL

FORK_ONCE = """
import os, time
try:
    while os.fork():
        pass
    time.sleep(600)
except OSError:
    print("no more")
"""

ENDLESS = "while True:\n    pass"
DEAF = """
import signal, time
signal.signal(signal.SIGINT, signal.SIG_IGN)
signal.signal(signal.SIGTERM, signal.SIG_IGN)
while True:
    try:
        while True:
            time.sleep(1)
    except BaseException:
        pass
"""

MANY_EAT = """
import os, time
for _ in range(6):
    if os.fork() == 0:
        eaten = b"x" * (100 << 20)
        time.sleep(60)
        os._exit(0)
time.sleep(20)
"""

UNCOUNTED = """
import ctypes, mmap, os
libc = ctypes.CDLL(None)
print(libc.shmget(0, 1 << 30, 0o1600), libc.memfd_create(b"x", 0), libc.unshare(0x10020000))
kept = []
try:
    for number in range(100):
        kept.append(mmap.mmap(-1, 50 << 20))
        kept[-1].write(b"x" * (50 << 20))
except (OSError, MemoryError, ValueError) as problem:
    print(problem)
kept.clear()
"""

FILL = """
import os
for folder in ("/tmp/fill", "/dev/shm", "."):
    os.makedirs(folder, exist_ok=True)
    try:
        for number in range(100000):
            with open(f"{folder}/{number}", "wb") as file:
                file.write(b"x" * (1 << 20))
    except OSError as problem:
        print(problem.errno)
    try:
        for number in range(100000):
            open(f"{folder}/empty{number}", "wb").close()
    except OSError as problem:
        print(problem.errno)
"""

DETACHED = """
import os, sys
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.execv(sys.executable, [sys.executable, "-c", "import time; time.sleep(600)", "@MARKER@"])
    os._exit(0)
print("detached")
"""

KILLS = """
import os, signal
for number in (signal.SIGKILL, signal.SIGTERM, signal.SIGSTOP, signal.SIGHUP, signal.SIGABRT):
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    for target in (os.getpid(), 1):
        try:
            os.kill(target, number)
        except OSError:
            pass
print("still here")
"""

SEGFAULT = "import ctypes\nctypes.string_at(0)"

WAYS = (
    Adversary(
        "fork-bomb",
        "as many processes as it can",
        before={"mark": FORK_ONCE},
        told=("it started more than 40 processes",),
    ),
    Adversary(
        "fork-bomb-naive",
        "processes that double for ever",
        last="import os\nwhile True:\n    os.fork()",
        told=("it started more than 40 processes",),
    ),
    Adversary(
        "shell-bomb",
        "a shell's fork bomb that goes on after its cell",
        last="!bash -c ':(){ :|:& };:'",  # told or not: a shell waits where it finds no room
    ),
    Adversary(
        "eat-memory",
        "6 GB in a cell",
        before={"mark": "eaten = bytearray(6 << 30)"},
        told=("MemoryError",),
    ),
    Adversary(
        "eat-memory-tested",
        "memory in a tested function",
        answers={"double": "def double(x):\n    return len(bytearray(6 << 30)) and 2 * x"},
        points=without("double"),
        told=("MemoryError",),
    ),
    Adversary(
        "eat-memory-together",
        "memory by many processes",
        before={"mark": MANY_EAT},
        told=("used more than", "MB of memory"),
    ),
    Adversary(
        "eat-memory-uncounted", "memory that is counted to no process", before={"mark": UNCOUNTED}
    ),
    Adversary("fill-disk", "files until nothing more fits", before={"mark": FILL}),
    Adversary(
        "flood-print",
        "500 MB of text",
        before={"mark": "for _ in range(100):\n    print('x' * 5_000_000)"},
        told=("[cut:",),
    ),
    Adversary(
        "flood-display",
        "300 MB shown at once",
        before={"mark": "from IPython.display import HTML\nHTML('x' * 100_000_000)"},
    ),
    Adversary(
        "flood-updates",
        "100,000 displays",
        before={"mark": "for n in range(100_000):\n    display(n)"},
    ),
    Adversary(
        "flood-updates-of-one",
        "many displays, each made large afterwards",
        before={
            "mark": "shown = [display(n, display_id=True) for n in range(150)]",
            "count": "for one in shown:\n    one.update('x' * 100_000)",
            "total": "for one in shown:\n    one.update('x' * 190_000)",
        },
        last="for one in shown:\n    one.update('x' * 199_000)",
    ),
    Adversary(
        "flood-descriptor",
        "500 MB to descriptor 1",
        before={"mark": "import os\nfor _ in range(500):\n    os.write(1, b'x' * 1_000_000)"},
    ),
    Adversary(
        "flood-child",
        "endless text of a child process",
        before={"mark": "import subprocess\nsubprocess.run('yes', timeout=2)"},
    ),
    Adversary(
        "flood-tested",
        "10,000 displays before a wrong answer, to push the verdict out",
        answers={
            "double": "def double(x):\n    for n in range(4000):\n        display(n)\n"
            "    print('x' * 3_000_000)\n    return 0"
        },
        points=without("double"),
    ),
    Adversary(
        "flood-error", "an error of 100 MB", before={"mark": "raise ValueError('x' * 100_000_000)"}
    ),
    Adversary(
        "endless-cell",
        "a loop that never ends in a cell",
        before={"mark": ENDLESS},
        told=("stopped after 3 s",),
    ),
    Adversary(
        "endless-tested",
        "a loop that never ends in a tested function",
        answers={"double": "def double(x):\n    while True:\n        pass"},
        points=without("double"),
        told=("stopped after 3 s",),
    ),
    Adversary(
        "deaf-cell",
        "an endless cell that ignores signals",
        before={"mark": DEAF},
        told=("stopped after 3 s",),
    ),
    Adversary(
        "deaf-tested",
        "an endless tested function that ignores signals",
        answers={
            "mark": "def mark(text):\n"
            + "".join(f"    {line}\n" for line in DEAF.strip().splitlines())
        },
        points=without("mark"),
        told=("stopped after 3 s",),
    ),
    Adversary(
        "endless-everywhere",
        "endless loops in all tested functions and cells",
        answers={item: f"def {item}(x):\n    while True:\n        pass" for item in FULL},
        before=dict.fromkeys(FULL, ENDLESS),
        points=without(*FULL),
    ),
    Adversary(
        "detached", "a child that outlives grading", before={"mark": DETACHED}, last=DETACHED
    ),
    Adversary(
        "detached-tested",
        "a child started by a tested function",
        answers={
            "double": "def double(x):\n"
            + "".join(f"    {line}\n" for line in DETACHED.strip().splitlines())
            + "    return 2 * x"
        },
    ),
    Adversary(
        "exit-hard",
        "os._exit in a cell",
        before={"mark": "import os\nos._exit(0)"},
        told=("ended its own process",),
    ),
    Adversary(
        "exit-hard-often",
        "os._exit in every cell",
        before=dict.fromkeys(FULL, "import os\nos._exit(1)"),
        last="import os\nos._exit(1)",
        points=without("total"),
        told=("too often",),
    ),
    Adversary(
        "exit-hard-tested",
        "os._exit in a tested function",
        answers={"double": "def double(x):\n    import os\n    os._exit(0)"},
        points=without("double"),
        told=("the tested code ended its process",),
    ),
    Adversary(
        "exit-soft",
        "sys.exit, exit and quit in cells",
        before={
            "double": "import sys\nsys.exit(3)",
            "mark": "exit()",
            "count": "quit",
            "total": "raise SystemExit",
        },
    ),
    Adversary(
        "exit-soft-tested",
        "sys.exit in a tested function",
        answers={
            "double": "def double(x):\n    raise SystemExit(0)",
            "mark": "def mark(text):\n    raise KeyboardInterrupt",
        },
        points=without("double", "mark"),
    ),
    Adversary("kill-itself", "signals to itself and its parent", before={"mark": KILLS}),
    Adversary(
        "kill-all",
        "signals to all processes, its own copies among them",
        before={"mark": "import os\ntry:\n    os.kill(-1, 9)\nexcept OSError:\n    pass"},
        points=without("double"),
        told=("the tested code ended its process",),
    ),
    Adversary(
        "segfault",
        "a crash of the interpreter",
        before={"mark": SEGFAULT},
        told=("ended its own process",),
    ),
    Adversary(
        "segfault-tested",
        "a crash in a tested function",
        answers={"mark": "def mark(text):\n    import ctypes\n    ctypes.string_at(0)"},
        points=without("mark"),
        told=("the tested code ended its process",),
    ),
    Adversary(
        "recursion",
        "recursion without end",
        answers={"double": "def double(x):\n    return double(x)"},
        before={"mark": "import sys\nsys.setrecursionlimit(10**9)\ndef f():\n    f()\nf()"},
        points=without("double"),
    ),
)
