"""What learners do in notebooks, one script for each feature, cells divided by ``# %%``."""

# ruff: noqa: E501

FEATURES = {
    "prints": r"""
print("one")
print("two", end="")
print(" and more", "words", sep="-")
# %%
import sys
sys.stdout.write("written\n")
sys.stdout.writelines(["a\n", "b\n"])
print("in between")
sys.stderr.write("to stderr\n")
print("after", flush=True)
# %%
for step in range(3):
    print(f"\rstep {step}", end="")
# %%
print("bold \x1b[1mtext\x1b[0m")
print("back\b\b\b\bforth")
# %%
import os, time
_ = os.write(1, b"from the descriptor\n")
time.sleep(0.5)  # a kernel reads the descriptor in a thread, however busy the machine is
# %%
import logging
logging.warning("a logged warning")
logging.getLogger("mine").error("an error")
logging.info("not shown")
# %%
import contextlib, io
kept = io.StringIO()
with contextlib.redirect_stdout(kept):
    print("kept away")
kept.getvalue()
# %%
print("链课", "é", "\U0001f437")
# %%
import threading
thread = threading.Thread(target=lambda: print("from a thread"))
thread.start()
thread.join()
# %%
sys.stdout.isatty(), sys.stdout.encoding, sys.stdout.writable(), sys.stdin is None
# %%
print(None, file=sys.__stdout__)
time.sleep(0.5)
# %%
import pprint
pprint.pprint({"b": [1, 2], "a": {"nested": list(range(40))}})
""",
    "figures": r"""
import matplotlib.pyplot as plt
plt.plot([1, 2, 3])
# %%
fig, axes = plt.subplots(1, 2, figsize=(5, 2))
axes[0].bar(["a", "b"], [1, 2])
axes[1].set_title("two")
plt.show()
print("after the figure")
# %%
fig
# %%
for n in range(2):
    plt.figure(figsize=(2, 2))
    plt.plot([n, 1])
# %%
hidden = plt.figure()
plt.close(hidden)
# %%
print("before")
plt.scatter([1], [2])
plt.xlabel("x");
# %%
%matplotlib inline
%config InlineBackend.figure_format = "svg"
# %%
%config InlineBackend.figure_format = "retina"
plt.figure(figsize=(1, 1))
plt.plot([1])
# %%
%config InlineBackend.figure_format = "png"
plt.figure(figsize=(1, 1))
plt.plot([1])
raise ValueError("after drawing")
# %%
fig, ax = plt.subplots(figsize=(1, 1))
display(fig)
plt.close(fig)
# %%
with plt.style.context("ggplot"):
    plt.figure(figsize=(1, 1))
    plt.plot([1, 2])
# %%
plt.figure(figsize=(2, 1))
plt.title("链课")
""",
    "drawing": r"""
import matplotlib.pyplot as plt
plt.figure(figsize=(2, 1))
plt.title(r"$\frac{1}{$")
# %%
figure, axes = plt.subplots(figsize=(3, 2))
axes.plot([1, 5, 2], label="loads")
axes.legend(loc="best")
axes.set_xlabel("day"), axes.set_ylabel("t")
figure.tight_layout()
# %%
[label.get_text() for label in axes.get_xticklabels()], figure.stale, axes.get_position()
# %%
figure.canvas.get_width_height(), bytes(figure.canvas.buffer_rgba())[:4000:40]
# %%
plt.subplots(2, 2, figsize=(3, 2), layout="constrained")[1][0][0].set_title("above")
# %%
figure, axes = plt.subplots(figsize=(2, 2))
figure.canvas.mpl_connect("draw_event", lambda event: print("drawn", event.name))
# %%
figure, axes = plt.subplots(figsize=(2, 2))
image = axes.imshow([[0, 1], [2, 3]], animated=True)
figure.colorbar(image)
axes.twinx().set_ylim(0, 9)
# %%
import io
figure = plt.figure(figsize=(2, 1), dpi=50)
figure.subfigures(1, 2)[0].add_subplot(projection="polar")
figure.savefig(io.BytesIO(), dpi=200)
# %%
%config InlineBackend.print_figure_kwargs = {"bbox_inches": None}
plt.figure(figsize=(2, 1))
plt.plot([3, 1])
# %%
%config InlineBackend.print_figure_kwargs = {"bbox_inches": "tight", "metadata": {"Date": None}}
%config InlineBackend.figure_formats = ["png", "svg"]
plt.rcParams["svg.hashsalt"] = "salt"
plt.figure(figsize=(2, 1))
plt.xlabel("kg")
# %%
%config InlineBackend.print_figure_kwargs = {"bbox_inches": "tight"}
%config InlineBackend.figure_formats = ["png"]
plt.figure(figsize=(100_000, 1))
plt.plot([1])
# %%
from matplotlib.lines import Line2D
class Counted(Line2D):
    drawn = 0
    def draw(self, renderer):
        Counted.drawn += 1
        super().draw(renderer)
figure, axes = plt.subplots(figsize=(1, 1))
axes.add_line(Counted([0, 1], [0, 1]));
# %%
Counted.drawn
# %%
%config InlineBackend.close_figures = False
kept, axes = plt.subplots(figsize=(1, 1))
# %%
axes.plot([1, 2]);
# %%
%config InlineBackend.close_figures = True
plt.close("all")
plt.ioff()
plt.subplots(figsize=(1, 1))
# %%
plt.ion()
plt.subplots(figsize=(1, 1))[1].plot([2, 1])
""",
    "rich": r"""
from IPython.display import HTML, JSON, SVG, Image, Latex, Markdown, Javascript, Code, Pretty
HTML("<b>bold</b>")
# %%
display(HTML("<i>one</i>"), Markdown("**two**"))
print("between")
display(Latex("$x^2$"), metadata={"isolated": True})
# %%
JSON({"a": [1, None, True]}, expanded=True)
# %%
SVG("<svg xmlns='http://www.w3.org/2000/svg'><circle r='1'/></svg>")
# %%
import base64
png = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")
Image(png, width=20)
# %%
Javascript("1 + 1")
# %%
class Both:
    def __repr__(self):
        return "as text"
    def _repr_html_(self):
        return "<p>as a page</p>"
    def _repr_png_(self):
        return png
Both()
# %%
[Both(), Both()]
# %%
class Own:
    def _ipython_display_(self):
        print("shows itself")
Own()
# %%
class Bundle:
    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"text/plain": "plain", "application/vnd.kit+json": {"v": 1}}, {"text/plain": {"m": 1}}
Bundle()
# %%
class Broken:
    def _repr_html_(self):
        raise ValueError("no page")
Broken()
# %%
class Unprintable:
    def __repr__(self):
        raise RuntimeError("no text")
Unprintable()
# %%
{"key": list(range(100)), "other": "x" * 100}
# %%
list(range(1500))
# %%
"a string\nwith lines"
# %%
display(1, "two", [3], None)
# %%
None
# %%
1; 2
# %%
Code("print(1)", language="python")
# %%
from IPython.display import display_html, publish_display_data
display_html("<u>raw</u>", raw=True)
publish_display_data({"text/plain": "published", "application/json": {"b": 1}})
# %%
import numpy as np
np.arange(12.0).reshape(3, 4) / 7
# %%
{1, 2}, (3,), b"bytes", 1.5e300, float("nan"), 3 + 4j, range(3), int, print, len
# %%
from dataclasses import dataclass
@dataclass
class Point:
    x: int
    y: float
Point(1, 2.5)
# %%
lambda x: x
# %%
from IPython.core.interactiveshell import InteractiveShell
InteractiveShell.ast_node_interactivity = "all"
# %%
1
2
"three"
""",
    "widgets": r"""
import ipywidgets
slider = ipywidgets.IntSlider(value=3, description="n")
slider
# %%
slider.value = 7
slider.value
# %%
ipywidgets.HBox([slider, ipywidgets.Button(description="go")])
# %%
@ipywidgets.interact(x=(0, 5))
def shown(x=2):
    print("x is", x)
    return x
# %%
out = ipywidgets.Output()
with out:
    print("in the widget")
    display(42)
out
# %%
ipywidgets.HTML("<b>x</b>")
# %%
seen = []
slider.observe(lambda change: seen.append(change["new"]), "value")
slider.value = 9
seen
# %%
slider.close()
# %%
progress = ipywidgets.IntProgress(max=3)
display(progress)
for n in range(3):
    progress.value += 1
# %%
ipywidgets.Image(value=b"abc", format="png")
# %%
ipywidgets.interactive_output(lambda n: print(n), {"n": progress})
""",
    "await": r"""
import asyncio
async def later(value):
    await asyncio.sleep(0)
    return value
await later(3)
# %%
await asyncio.gather(*(later(n) for n in range(3)))
# %%
async def numbers():
    for n in range(3):
        yield n
async for n in numbers():
    print(n)
# %%
[n async for n in numbers()]
# %%
task = asyncio.get_running_loop().create_task(later("task"))
await task
# %%
later(1).close()
# %%
async with asyncio.timeout(5):
    print(await later("in time"))
# %%
await later(1 / 0)
# %%
asyncio.run(later(1))
# %%
task = asyncio.create_task(later("spans cells"))
# %%
await task
# %%
async def fails():
    await asyncio.sleep(0)
    raise ValueError("later")
await fails()
""",
    "shell": r"""
!echo hello
# %%
words = !echo one two; echo three
words
# %%
!!echo listed
# %%
name = "value"
!echo {name} $name
# %%
!echo problem >&2
# %%
!false
# %%
_exit_code
# %%
%%bash
echo from bash
for n in 1 2; do echo $n; done
# %%
%%sh
exit 3
# %%
%%capture kept
print("captured")
# %%
kept.stdout
# %%
import subprocess, time
done = subprocess.run(["echo", "child"], check=True)
time.sleep(0.5)  # as above
done
# %%
subprocess.run(["echo", "caught"], capture_output=True, text=True).stdout
# %%
import os
code = os.system("echo by system")
time.sleep(0.5)
code
# %%
print("before")
!echo middle
print("after")
""",
    "magics": r"""
%time sum(range(10))
# %%
%%time
total = sum(range(10))
print(total)
# %%
%timeit -n 1 -r 1 sum(range(10))
# %%
%%timeit -n 1 -r 1
sum(range(10))
# %%
mine = 1
%who int
# %%
%whos int
# %%
%precision 3
# %%
3.14159265
# %%
%precision
# %%
%env LIANKE_WORD=yes
# %%
import os
os.environ["LIANKE_WORD"]
# %%
%%writefile note.txt
a line
# %%
open("note.txt").read()
# %%
%cat note.txt
# %%
%ls
# %%
%%python
print("another python")
# %%
%no_such_magic
# %%
%%no_such_magic
text
# %%
%load_ext no_such_extension
# %%
len?
# %%
%pinfo mine
# %%
%history -n 1-2
# %%
In[1], type(Out), _i1
# %%
40 + 2
# %%
_, __, Out.get(99)
# %%
%alias_magic t time
# %%
%xmode Minimal
# %%
1 / 0
# %%
%xmode Context
# %%
%pycat note.txt
# %%
%%html
<b>from a magic</b>
# %%
%%markdown
**text**
# %%
%%latex
$x$
# %%
%reset -f
# %%
mine
# %%
import hashlib
def double(x):
    return x + x
""",
    "warnings": r"""
import warnings
warnings.warn("be careful")
# %%
def old():
    warnings.warn("old is old", DeprecationWarning, stacklevel=2)
old()
# %%
1 is 1
# %%
"\d"
# %%
async def never():
    pass
never()
print("not awaited")
# %%
import gc
gc.collect();
# %%
warnings.simplefilter("error")
warnings.warn("now an error")
# %%
warnings.resetwarnings()
import numpy as np
np.array([1.0]) / 0
# %%
assert (1, "always true")
""",
    "tracebacks": r'''
def inner(x):
    return 1 / x
def outer(x):
    y = x
    return inner(y) + 1
outer(0)
# %%
try:
    outer(0)
except ZeroDivisionError as problem:
    raise ValueError("told of it") from problem
# %%
try:
    {}["key"]
except KeyError:
    undefined_name
# %%
raise ExceptionGroup("several", [ValueError(1), TypeError("2")])
# %%
def broken(:
    pass
# %%
if True:
x = 1
# %%
print("open
# %%
undefined
# %%
assert 1 == 2, "one is not two"
# %%
import json
json.loads("{")
# %%
def deep(n):
    return deep(n + 1)
deep(0)
# %%
class Mine(Exception):
    """An error of my own."""
    def __str__(self):
        return "mine:\n" + " and ".join(map(str, self.args))
raise Mine(1, 2)
# %%
error = ValueError("noted")
error.add_note("a note")
raise error
# %%
[1 / n for n in (1, 0)]
# %%
(lambda: 1 / 0)()
# %%
import sys
sys.exit("the end")
# %%
sys.exit(0)
# %%
raise KeyboardInterrupt
# %%
"a" + 1
# %%
import no_such_module
# %%
from hashlib import nothing
# %%
import traceback
try:
    outer(0)
except ZeroDivisionError:
    print(traceback.format_exc(limit=1).splitlines()[-1])
# %%
print("printed first")
raise RuntimeError("\x1b[31mred\x1b[0m")
# %%
class Loud:
    def __getattr__(self, name):
        raise AttributeError(f"no {name} here")
Loud().volume
# %%
exec("1 / 0")
# %%
eval("1 +")
# %%
del undefined
# %%
next(iter([]))
# %%
raise StopIteration
# %%
raise OSError(2, "No such file or directory", "a.txt")
# %%
open("/no/such/file")
# %%
from course_lib.keys import sm2
sm2.verify(1, 2, 3)
# %%
x = yield 1
# %%
return 1
# %%
raise Exception
# %%
print("x" * 100) or undefined_again.attribute.call(1, 2, 3, some_long_argument="x" * 100, other="y" * 100)
''',
    "input": r"""
input("your name? ")
# %%
import getpass
getpass.getpass()
# %%
try:
    input()
except Exception as problem:
    print(type(problem).__name__, problem)
# %%
import sys
sys.stdin.read()
# %%
breakpoint
""",
    "updates": r"""
handle = display("first", display_id="mine")
# %%
handle.update("second")
# %%
from IPython.display import clear_output, update_display, DisplayHandle
for n in range(3):
    clear_output(wait=True)
    print("step", n)
# %%
print("gone")
clear_output()
print("stays")
# %%
print("stays as nothing follows")
clear_output(wait=True)
# %%
update_display("third", display_id="mine")
print("updated")
# %%
shown = DisplayHandle()
shown.display("a")
shown.update("b")
# %%
display("x", display_id="twice")
display("y", display_id="twice")
# %%
update_display("z", display_id="twice")
# %%
display(1)
clear_output(wait=True)
display(2)
""",
    "cells": r'''
# only a comment
# %%
x = 1;
x;
# %%
x
# %%

# %%
"""Only a docstring."""
# %%
if x:
    "an inner expression"
# %%
def defined():
    """Say so."""
# %%
x = (
    1
    + 2
)
x
# %%
import sys
__name__, sys.argv[1:] == [] or "arguments", "__file__" in globals()
# %%
sorted(name for name in globals() if not name.startswith("_"))
# %%
get_ipython().user_ns is globals(), type(get_ipython()).__mro__[1].__name__
# %%
import os
os.path.basename(os.getcwd()) != "", os.listdir(".")
# %%
open("left.txt", "w").write("here")
# %%
os.path.exists("left.txt"), __builtins__ is not None
# %%
import random
random.seed(1)
random.random()
# %%
hash("text") == hash("text")
# %%
help(defined)
# %%
_ih[1:3]
# %%
from __future__ import annotations
def later(x: NoSuchName): ...
later.__annotations__
# %%
match x:
    case 3:
        print("three")
# %%
class Box:
    count = 0
Box.count += 1
Box.count
# %%
import multiprocessing
multiprocessing.get_start_method(allow_none=True)
# %%
from concurrent.futures import ThreadPoolExecutor
with ThreadPoolExecutor(2) as pool:
    print(list(pool.map(abs, [-1, -2])))
# %%
import time
time.sleep(0.01)
# %%
import sqlite3
sqlite3.connect(":memory:").execute("select 1").fetchall()
# %%
import os
"COLUMNS" in os.environ, os.environ.get("MPLBACKEND"), os.environ.get("TERM")
# %%
import shutil
shutil.get_terminal_size().columns
# %%
import IPython
IPython.version_info[0] >= 8, get_ipython().execution_count
''',
    "libraries": r"""
type(get_ipython()).__name__, "IPKernelApp" in get_ipython().config
# %%
import rich
rich.print("[bold red]rich[/] text", {"a": 1})
# %%
from rich.table import Table
table = Table("a", "b")
table.add_row("1", "2")
table
# %%
from rich.progress import track
sum(track(range(3), description="counting"))
# %%
import doctest
def twice(x):
    '''Twice.

    >>> twice(2)
    5
    '''
    return 2 * x
doctest.testmod()
# %%
import unittest
class Case(unittest.TestCase):
    def test_it(self):
        self.assertEqual(twice(2), 5)
unittest.main(argv=[""], exit=False)
# %%
import inspect
print(inspect.getsource(twice))
# %%
import pickle
class Point:
    def __init__(self, x):
        self.x = x
pickle.loads(pickle.dumps(Point(3))).x
# %%
from concurrent.futures import ProcessPoolExecutor
with ProcessPoolExecutor(2) as pool:
    print(list(pool.map(abs, [-1, -2])))
# %%
import multiprocessing
def child():
    print("printed by a child", flush=True)
process = multiprocessing.get_context("fork").Process(target=child)
process.start()
process.join()
import time
time.sleep(0.5)
process.exitcode
# %%
get_ipython().run_cell("print('inner'); 5")
# %%
get_ipython().run_line_magic("time", "None")
# %%
get_ipython().getoutput("echo kept")
# %%
import sys
sys.displayhook(7)
# %%
_
# %%
import logging
logging.basicConfig(level=logging.INFO, stream=sys.stdout, force=True)
logging.info("to stdout")
# %%
import matplotlib
matplotlib.get_backend(), matplotlib.rcParams["figure.figsize"], matplotlib.rcParams["figure.dpi"]
# %%
import matplotlib.pyplot as plt
from matplotlib.animation import FuncAnimation
fig, ax = plt.subplots(figsize=(1, 1))
line, = ax.plot([0, 1])
FuncAnimation(fig, lambda n: [line], frames=2, cache_frame_data=False)
# %%
plt.ion(), plt.isinteractive()
# %%
import json, decimal, datetime, uuid
display({"d": decimal.Decimal("1.10"), "t": datetime.date(2026, 1, 2)})
# %%
from IPython.display import display, FileLink, Audio, IFrame, YouTubeVideo, ProgressBar
IFrame("about:blank", 10, 10)
# %%
FileLink("nothing.txt")
# %%
Audio(data=[0, 1], rate=8000)
# %%
ProgressBar(3)
# %%
import numpy as np
np.set_printoptions(precision=2)
np.array([1 / 3, 2 / 3])
# %%
import secrets, random, os
len(secrets.token_hex(4)), len(os.urandom(3))
# %%
import faulthandler, signal
signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
# %%
import threading
threading.current_thread() is threading.main_thread(), threading.current_thread().name
# %%
sys.flags.hash_randomization, sys.getrecursionlimit(), sys.dont_write_bytecode
# %%
sys.path[0] == "", "" in sys.path
# %%
open("mine.py", "w").write("WORD = 'beside the notebook'")
import mine
mine.WORD
# %%
os.environ.get("HOME") is not None, os.environ.get("NBGRADER_EXECUTION"), os.environ.get("TZ")
# %%
import time
time.tzname, time.strftime("%Z")
# %%
import locale
locale.getpreferredencoding(), sys.getfilesystemencoding(), sys.getdefaultencoding()
# %%
open("umlaut.txt", "w").write("ä链")
open("umlaut.txt").read()
# %%
get_ipython().ast_node_interactivity, get_ipython().colors, get_ipython().xmode
# %%
%config InlineBackend
# %%
%autosave 60
""",
    "prints_in_tested": r"""
def double(x):
    import sys
    print("doubling", x)
    print("on stderr", file=sys.stderr)
    return x + x
""",
    "displays_in_tested": r"""
def double(x):
    display({"x": x})
    import warnings
    warnings.warn("called")
    return x + x
""",
    "figures_in_tested": r"""
def double(x):
    import matplotlib.pyplot as plt
    plt.figure(figsize=(1, 1))
    plt.plot([0, x])
    return x + x
""",
    "raises_in_tested": r"""
def double(x):
    return helper(x) * 2
# %%
def helper(x):
    if x == 2:
        raise ValueError(f"not {x}")
    return x
""",
    "raises_in_hidden": r"""
def double(x):
    return helper(x)
# %%
def helper(x):
    if x < 0:
        return deeper(x)
    return x + x
def deeper(x):
    raise LookupError("nothing below zero")
""",
    "strange_answers": r"""
def double(x):
    return Doubled(x)
# %%
class Doubled:
    def __init__(self, x):
        self.x = x
    def __eq__(self, other):
        return False
    def __repr__(self):
        return f"Doubled({self.x})"
""",
    "not_defined": r"""
def double(x)
    return x + x
""",
    "wrong_arguments": r"""
def double():
    return 4
""",
    "async_answer": r"""
async def double(x):
    return x + x
""",
    "shell_in_tested": r"""
def double(x):
    import os
    os.system("echo from a child")
    import time
    time.sleep(0.5)
    return x + x
""",
    "exits_in_tested": r"""
def double(x):
    raise SystemExit(1)
""",
}
