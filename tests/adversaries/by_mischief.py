"""Adversaries, or learners in trouble, that break what their own cells run in. Answers are right."""

# ruff: noqa: E501 (learners' cells)

from __future__ import annotations

from adversary import Adversary, without
from boxes import FULL

THREADS = """
import threading, time
def run():
    while True:
        print("thread")
        time.sleep(0.05)
for _ in range(5):
    threading.Thread(target=run).start()
"""

STREAMS = """
import sys
class Broken:
    def __getattr__(self, name):
        raise RuntimeError("broken")
sys.stdout = Broken()
sys.stderr = None
sys.__stdout__ = sys.__stderr__ = None
"""

SHELL = """
shell = get_ipython()
shell.keep = shell.take_outputs = shell.flush_figures = None
shell.user_ns = {}
shell.displayhook = shell.display_pub = None
"""

TWO_MINDS = """
import os
os.fork()
import time
time.sleep(0.2)
"""

WAYS = (
    Adversary(
        "prints-errors",
        "text on stderr in tested functions costs nothing",
        answers={
            "double": "import sys, warnings\ndef double(x):\n    print('careful', file=sys.stderr)\n"
            "    warnings.warn('deprecated')\n    return 2 * x"
        },
    ),
    Adversary(
        "close-streams",
        "descriptors 0, 1 and 2 closed",
        before={"mark": "import os\nfor n in (0, 1, 2):\n    os.close(n)"},
        last="print('shown')",
    ),
    Adversary(
        "close-all",
        "all descriptors closed",
        before={"mark": "import os\nos.closerange(0, 256)"},
        told=("ended its own process",),
    ),
    Adversary("threads", "threads that keep running", before={"double": THREADS}),
    Adversary(
        "at-exit",
        "exit handlers and an exception at every end",
        before={
            "double": "import atexit, os\natexit.register(os._exit, 3)\natexit.register(print, 'bye')"
        },
    ),
    Adversary("break-streams", "broken standard streams", before={"mark": STREAMS}),
    Adversary(
        "break-shell", "a broken shell", before={"mark": SHELL}, told=("ended its own process",)
    ),
    Adversary(
        "remove-folder",
        "the working folder removed",
        before={
            "mark": "import os, shutil\nos.chdir('/')\nshutil.rmtree('/tmp', ignore_errors=True)\n!rm -rf /tmp/* / 2>/dev/null\nprint(os.listdir('/tmp'))"
        },
    ),
    Adversary(
        "reset",
        "%reset -f between the items",
        before={"mark": "%reset -f\nimport hashlib", "total": "%reset -f"},
    ),
    Adversary("two-minds", "a fork that goes on with the notebook", before={"mark": TWO_MINDS}),
    Adversary(
        "odd-text",
        "text and values that no file can hold",
        before={
            "mark": "print('\\udc80 \\ud800')\ndisplay({'application/json': float('nan'), 'text/plain': '\\udfff'}, raw=True)\nraise ValueError('\\udc80')"
        },
    ),
    Adversary(
        "deep-display",
        "a display nested a thousand deep",
        before={
            "mark": "deep = []\nfor _ in range(900):\n    deep = [deep]\ndisplay({'application/json': deep}, raw=True, metadata={'a': deep})"
        },
    ),
    Adversary(
        "script",
        "HTML that would run in the instructor's page",
        before={
            "mark": "from IPython.display import HTML, Javascript, display\ndisplay(Javascript('document.title = 1'))\nHTML('<script>document.title = \"CANARY-SCRIPT\"</script><img src=x onerror=alert(1)>')"
        },
    ),
    Adversary(
        "unicode",
        "names in other scripts, signs that change direction",
        before={"mark": "数 = 1\nä̈ = '\\u202e\\u200b😀'\nprint(数, ä̈)"},
    ),
    Adversary(
        "syntax",
        "a cell that is no Python",
        answers={"mark": "def mark(text:\n  return ]"},
        points=without("mark"),
        told=("SyntaxError",),
    ),
    Adversary(
        "syntax-deep",
        "a cell that exhausts the parser",
        answers={"mark": "x = " + "-" * 100_000 + "1\ndef mark(text): pass"},
        points=without("mark"),
    ),
    Adversary(
        "null-bytes",
        "zero bytes in a cell",
        answers={"mark": "def mark(text):\n    return '\x00'"},
        points=without("mark"),
    ),
    Adversary(
        "undefined",
        "answers deleted again",
        last="del double",
        answers={"mark": "del hashlib\nmark = None"},
        points=without("mark"),
    ),
    Adversary(
        "raises",
        "every cell raises",
        before=dict.fromkeys(FULL, "1 / 0"),
        last="raise BaseException('the end')",
    ),
    Adversary(
        "signals",
        "handlers, timers and masks of its own",
        before={
            "double": "import signal, threading\nsignal.setitimer(signal.ITIMER_REAL, 0.05, 0.05)\nsignal.signal(signal.SIGALRM, lambda *a: None)\nsignal.pthread_sigmask(signal.SIG_BLOCK, set(signal.Signals) - {signal.SIGALRM})"
        },
    ),
    Adversary(
        "limits",
        "its own limits set to nothing",
        before={"mark": "import resource\nresource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))"},
        points=without("mark", "count", "total"),
    ),
    Adversary(
        "event-loop",
        "an event loop that is never closed",
        before={
            "mark": "import asyncio\nasync def wait():\n    await asyncio.sleep(600)\ntask = asyncio.ensure_future(wait())\nawait asyncio.sleep(0)"
        },
    ),
)
