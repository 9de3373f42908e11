"""Adversaries that want marks without an answer: patched tools, forged replies, odd objects."""

# ruff: noqa: E501 (learners' cells)

from __future__ import annotations

from adversary import Adversary, without
from boxes import BLANK, FULL

NOTHING = {item: f"def {item}(x):\n    return None" for item in FULL}

BUILTINS = """
import builtins
class Never(Exception):
    pass
builtins.AssertionError = Never
for name in ("all", "any", "isinstance", "len", "sorted", "print", "zip", "map", "type", "bool"):
    setattr(builtins, name, lambda *a, **k: True)
"""

IPYTHON = """
import ast
shell = get_ipython()
class Strip(ast.NodeTransformer):
    def visit_Assert(self, node):
        return ast.Pass()
shell.ast_transformers.append(Strip())
shell.input_transformers_post.append(lambda lines: ["pass\\n"] if any("assert" in l for l in lines) else lines)
shell.input_transformers_cleanup.append(lambda lines: [l for l in lines if "assert" not in l])
shell.set_custom_exc((BaseException,), lambda *a, **k: None)
shell.showtraceback = lambda *a, **k: None
shell._showtraceback = lambda *a, **k: None
type(shell).run_cell = lambda *a, **k: None
shell.events.register("pre_run_cell", lambda *a: None)
"""

HELPERS = """
import classroom.verdict, classroom.closed_book, hashlib, sys
classroom.verdict.same = lambda *a: True
classroom.closed_book.closed_book = None
class Constant:
    def hexdigest(self):
        return "0" * 64
hashlib.sha256 = lambda *a: Constant()
same = lambda *a: True
__name__ = "checker"
"""

PATCHED_REPLY = """
import classroom.worker.answers as answers, classroom.worker.frames as frames
original = answers.Answers._answer
def forged(self, body):
    reply = original(self, body)
    %s
    return reply
answers.Answers._answer = forged
"""

NAMES = (
    PATCHED_REPLY
    % """if isinstance(reply.get("value"), list) and reply["value"][0] == "dict":
        names = ("same", "hashlib", "expected", "word", "got", "wanted", "cases", "zip", "map", "assert")
        reply["value"][1] += [[name, ["handle", 0, "function"]] for name in names]"""
)
TRUE = PATCHED_REPLY % 'reply["value"] = True'
CHANGED = (
    PATCHED_REPLY
    % 'reply["changed"] = [[n, ["list", []]] for n in range(-5, 5)]; reply["value"] = ["given", 0]'
)
CALLS = PATCHED_REPLY % 'reply = {"call": 0, "arguments": ["tuple", [["tuple", []], ["dict", []]]]}'
CLAIMS = PATCHED_REPLY % (
    'reply.update(well=True, marks=100, points=100, score=1.0, verdict="passed", outputs='
    '[{"output_type": "execute_result", "data": {"text/plain": "100"}, "metadata": {}},'
    ' {"output_type": "clear_output", "wait": False}, {"output_type": "error"}, 7, None])'
)
DEEP = """
import classroom.worker.answers as answers, classroom.worker.frames as frames
def send(line, message, fds=()):
    frames.send_bytes(line, b'{"value":' + b'["list",[' * 1_000_000 + b']]' * 1_000_000 + b'}')
class Own:
    BrokenLine = frames.BrokenLine
    receive_bytes = staticmethod(frames.receive_bytes)
    send = staticmethod(send)
answers.frames = Own
"""
HUGE = DEEP.replace(
    """frames.send_bytes(line, b'{"value":' + b'["list",[' * 1_000_000 + b']]' * 1_000_000 + b'}')""",
    """line.sendall((500_000_000).to_bytes(4, "big"))
    for _ in range(500):
        line.sendall(b" " * 1_000_000)""",
)
WIDE = DEEP.replace(
    """b'["list",[' * 1_000_000 + b']]' * 1_000_000""",
    """b'["list",[' + b'["list",[]],' * 2_000_000 + b'1]]'""",
)
DRIP = DEEP.replace(
    """frames.send_bytes(line, b'{"value":' + b'["list",[' * 1_000_000 + b']]' * 1_000_000 + b'}')""",
    """import time
    line.sendall((1000).to_bytes(4, "big"))
    for _ in range(1000):
        line.sendall(b" ")
        time.sleep(0.2)""",
)
ODD = PATCHED_REPLY % (
    'reply["value"] = random.choice([["handle", -1, "x"], ["handle", "a", 3], ["again", 99], ["given", 10**6],'
    ' ["type", "os:system"], ["record", "os:environ", {}], ["error", [], [], ""], ["enum", "builtins:int", "x"],'
    ' ["numpy", "O", [1], ["bytes", "00"], False], ["private key", ["bytes", "00"]], ["int", "x"], ["nothing"],'
    ' [["list", []]], {"a": 1}, ["Decimal", "1e999999999"], ["range", 0, 10**18, 1], ["bytes", "zz"]])'
)
ODD = "import random\n" + ODD

CONTROL = """
import json, os, socket, stat
message = json.dumps({"well": True, "outputs": [], "marks": 100, "points": {"01_double_test": 2}}).encode()
for number in range(3, 64):
    try:
        if stat.S_ISSOCK(os.fstat(number).st_mode):
            os.write(number, len(message).to_bytes(4, "big") + message)
            print("claimed on", number)
    except OSError:
        pass
"""

CONTROL_ODD = CONTROL.replace("message = json", "claims = json").replace(
    "for number",
    """message = b'{"outputs": [[1], 5, {"output_type": "stream", "text": ["a"]}, {"output_type": "display_data", "data": 3, "metadata": {"a": NaN, "b": "\\\\ud800"}, "transient": 4}, {"output_type": "execute_result", "execution_count": "x", "data": {"a/json": [[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]}}], "refused": [[]], "widgets": {"a": {"state": 3}, "b": 4}}'
for number""",
    1,
)

DRIP_CONTROL = """
import os, stat, time
for number in range(3, 64):
    try:
        if stat.S_ISSOCK(os.fstat(number).st_mode):
            os.write(number, (1000).to_bytes(4, "big"))
            for _ in range(1000):
                os.write(number, b" ")
                time.sleep(0.1)
    except OSError:
        pass
"""

EQUAL = """
class Meta(type):
    def __eq__(cls, other): return True
    def __hash__(cls): return 0
    def __instancecheck__(cls, other): return True
    def __subclasscheck__(cls, other): return True
class Any(metaclass=Meta):
    __class__ = int
    def __init__(self, *a, **k): pass
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def __hash__(self): return 0
    def __len__(self): return 8
    def __bool__(self): return True
    def __contains__(self, x): return True
    def __getitem__(self, x): return self
    def __iter__(self): return iter([self] * 2)
    def __getattr__(self, name): return self
    def __call__(self, *a, **k): return self
    def __lt__(self, other): return True
    __le__ = __gt__ = __ge__ = __lt__
    def __str__(self): return "4"
    __repr__ = __str__
    def __del__(self): print("gone")
class Number(int):
    def __eq__(self, other): return True
    __hash__ = int.__hash__
class Text(str):
    def __eq__(self, other): return True
    __hash__ = str.__hash__
class Sums(dict):
    def __eq__(self, other): return True
"""

WAYS = (
    Adversary(
        "patch-builtins",
        "patched builtins",
        before={"double": BUILTINS},
        answers=NOTHING,
        points=BLANK,
    ),
    Adversary(
        "patch-ipython",
        "asserts stripped through IPython's hooks",
        before={"double": IPYTHON},
        answers=NOTHING,
        points=BLANK,
    ),
    Adversary(
        "patch-helpers",
        "patched helpers of tests and hashes",
        before={"double": HELPERS},
        answers=NOTHING,
        points=BLANK,
    ),
    Adversary(
        "patch-hash",
        "a patched hash, and the constant that it makes",
        before={"double": HELPERS},
        answers={"mark": "import hashlib\ndef mark(text):\n    return '0' * 8"},
        points=without("mark"),
    ),
    Adversary(
        "patch-helpers-right",
        "patched tools, right answers",
        before={
            "double": BUILTINS.replace('"map", "type", ', "")[:0]
            + "import builtins\nbuiltins.print = None\nbuiltins.sorted = None"
        },
    ),
    Adversary(
        "forge-names",
        "a reply with names that no test asked for",
        before={"double": NAMES},
        answers={**NOTHING, "double": "def double(x, *rest):\n    return True"},
        points=BLANK,
    ),
    Adversary(
        "forge-true", "every reply is true", before={"double": TRUE}, answers=NOTHING, points=BLANK
    ),
    Adversary(
        "forge-changes",
        "replies that change a test's arguments",
        before={"double": CHANGED},
        answers=NOTHING,
        points=BLANK,
    ),
    Adversary(
        "forge-calls",
        "replies that call what no test gave",
        before={"double": CALLS},
        answers=NOTHING,
        points=BLANK,
    ),
    Adversary(
        "forge-claims",
        "replies that claim marks",
        before={"double": CLAIMS},
        answers=NOTHING,
        points=BLANK,
    ),
    Adversary(
        "forge-odd",
        "replies of kinds that do not exist",
        before={"double": ODD},
        answers=NOTHING,
        points=BLANK,
    ),
    Adversary(
        "forge-deep",
        "a reply of a million nested lists",
        before={"double": DEEP},
        points=BLANK,
        told=("no answer",),
    ),
    Adversary("forge-wide", "a reply of two million lists", before={"double": WIDE}, points=BLANK),
    Adversary(
        "forge-huge",
        "a reply of 500 MB",
        before={"double": HUGE},
        points=BLANK,
        told=("no answer",),
    ),
    Adversary(
        "forge-slow",
        "a reply that drips",
        before={"double": DRIP},
        points=BLANK,
        told=("stopped after 3 s",),
    ),
    Adversary(
        "claim-marks",
        "marks claimed on the control socket, no answers",
        before={"double": CONTROL, "count": CONTROL},
        answers=NOTHING,
        last=CONTROL,
        points=BLANK,
    ),
    Adversary(
        "claim-marks-right",
        "marks claimed on the control socket, right answers",
        before={"double": CONTROL, "count": CONTROL},
        last=CONTROL,
    ),
    Adversary(
        "claim-odd",
        "malformed outputs on the control socket",
        before={"double": CONTROL_ODD, "count": CONTROL_ODD},
        last=CONTROL_ODD,
    ),
    Adversary(
        "claim-slow", "a message on the control socket that drips", before={"mark": DRIP_CONTROL}
    ),
    Adversary(
        "equal-objects",
        "objects equal to everything",
        before={"double": EQUAL},
        answers={item: f"def {item}(x):\n    return Any()" for item in FULL},
        points=BLANK,
    ),
    Adversary(
        "equal-numbers",
        "numbers, texts and dictionaries equal to everything",
        before={"double": EQUAL},
        answers={
            "double": "def double(x):\n    return Number(5)",
            "mark": "def mark(text):\n    return Text('12345678')",
            "count": "def count(words):\n    return Number(7)",
            "total": "def total(loads):\n    return Sums()",
        },
        points=BLANK,
    ),
    Adversary(
        "equal-callables",
        "objects in place of functions",
        before={"double": EQUAL},
        answers={item: f"{item} = Any()" for item in FULL},
        points=BLANK,
    ),
    Adversary(
        "hard-coded",
        "answers to the public tests only; where no test is hidden they count",
        answers={
            "double": "def double(x):\n    return 4",
            "mark": "def mark(text):\n    return '12345678'",
            "count": "def count(words):\n    return 2",
            "total": "def total(loads):\n    return {'pork': 5}",
        },
        points={**BLANK, "count": 1.0},
        told=("Negative numbers have doubles too.",),
    ),
    Adversary(
        "stop-iteration",
        "an exception that ends a test's own loop",
        answers={
            "total": "def total(loads):\n    if len(loads) == 2:\n        return {'pork': 5}\n    raise StopIteration"
        },
        points=without("total"),
    ),
    Adversary(
        "generators",
        "generators and lazy things as answers",
        answers={
            "double": "def double(x):\n    yield 2 * x",
            "total": "def total(loads):\n    return ({}[k] for k in loads)",
            "mark": "async def mark(text):\n    return '12345678'",
            "count": "def count(words):\n    return iter(words).__length_hint__",
        },
        points=BLANK,
    ),
    Adversary(
        "huge-answers",
        "huge numbers and texts as answers",
        answers={
            "double": "def double(x):\n    return 10 ** 300_000",
            "mark": "def mark(text):\n    return 'x' * 70_000_000",
            "total": "def total(loads):\n    return [{}] * 3_000_000",
        },
        points=without("double", "mark", "total"),
    ),
    Adversary(
        "lazy-answers",
        "answers that hang when they are looked at",
        before={
            "double": "class Slow:\n    def __len__(self):\n        while True: pass\n    def __getattr__(self, name):\n        while True: pass"
        },
        answers={"mark": "def mark(text):\n    return Slow()"},
        points=without("mark"),
        told=("stopped after 3 s",),
    ),
)
