"""Adversaries that look for what is not theirs: files, frames, memory, other processes, arguments.

All their answers are right. None of them may show a secret, wherever they look.
"""

# ruff: noqa: E501 (learners' cells)

from __future__ import annotations

from adversary import Adversary, without

FILES = """
import os, sqlite3, glob
places = ["@COURSE@", "@COURSE@/solutions", "@COURSE@/submitted", "@COURSE@/autograded", "@HOME@",
          "/", "..", "../..", "/root", "/home", "/work", "/tmp", "/etc", "/var", "/mnt", "/opt"]
found = []
for place in places:
    for folder, _, names in os.walk(place):
        if folder.startswith(("/usr", "/lib", "/dev")) or "site-packages" in folder:
            continue
        for name in names:
            path = os.path.join(folder, name)
            try:
                data = open(path, "rb").read(1 << 20)
            except OSError:
                continue
            if b"CANARY" in data:
                found.append((path, data[data.index(b"CANARY"):][:60]))
for path in ["@COURSE@/gradebook.db", "@COURSE@/solutions/01_boxes/01_boxes.ipynb",
             "@COURSE@/submitted/honest/01_boxes/01_boxes.ipynb", "@HOME@/secret.txt"]:
    try:
        found.append(open(path, "rb").read())
        print(sqlite3.connect(path).execute("select * from student").fetchall())
    except Exception as problem:
        print(type(problem).__name__)
print(found)
"""

WRITES = """
import os
for path in ["@COURSE@/gradebook.db", "@COURSE@/submitted/honest/01_boxes/01_boxes.ipynb",
             "@COURSE@/autograded/honest/x", "@HOME@/secret.txt", "/x", "/etc/x", "/dev/x", "/proc/x",
             "@ROOT@/hashlib.py", "@ROOT@/classroom/verdict.py", "@ROOT@/course_lib/x.py"]:
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        open(path, "a").write("WRITTEN")
        print("in its own box" if path.startswith("/tmp/") else "CANARY" "-WRITTEN", path)
    except OSError as problem:
        print(problem.errno)
try:
    open("/dev/shm/note", "a").write("seen")
except OSError as problem:
    print(problem.errno)
"""

LEFT = """
import os

def listed(path):
    try:
        return {*os.listdir(path)}
    except OSError as problem:
        print(problem.errno)
        return set()

shown = filter(None, os.environ.get("LIANKE_SHOWN", "").split(":"))  # Python may stand below /tmp
left = listed("/dev/shm") | listed("/tmp") | listed(os.environ["TMPDIR"])
own = {"home", "work"} | {path.split("/")[2] for path in shown}
if os.getcwd() == os.environ["TMPDIR"]:  # the assignment's own file is there, and nothing else
    own = {"prices.csv"}
print(left if left == own else "CANARY" "-SHARED")
"""

ENVIRONMENT = """
import ctypes, os
print({**os.environ})
environ = ctypes.POINTER(ctypes.c_char_p).in_dll(ctypes.CDLL(None), "environ")
number = 0
while environ[number]:
    print(environ[number])
    number += 1
for name in ("self", "1", "2", str(os.getppid()), "thread-self"):
    try:
        print(open(f"/proc/{name}/environ", "rb").read())
    except OSError as problem:
        print(problem.errno)
"""

PROCESSES = """
import ctypes, glob, os, signal
libc = ctypes.CDLL(None)
print(sorted(os.listdir("/proc")))
for number in range(100, 400):
    for what in ("cmdline", "environ", "mem", "root", "cwd/gradebook.db", "fd/3"):
        try:
            print(open(f"/proc/{number}/{what}", "rb").read())
        except OSError:
            pass
    try:
        os.kill(number, signal.SIGTERM)
        print("CANARY" "-KILLED", number)
    except OSError:
        pass
    if libc.ptrace(16, number, 0, 0) == 0:
        print("CANARY" "-TRACED", number)
print(libc.unshare(0x10000000), libc.mount(b"proc", b"/proc", b"proc", 0, None))
"""

SEARCH = """
import gc, inspect, sys

def search(where):
    frame = sys._getframe()
    while frame is not None:
        where += [repr(value) for value in {**frame.f_locals, **frame.f_globals}.values()
                  if isinstance(value, (str, bytes, tuple, list))]
        frame = frame.f_back
    where += [repr(info.frame.f_locals)[:1000] for info in inspect.stack()]
    where += [repr(o)[:500] for o in gc.get_objects() if isinstance(o, (str, bytes, tuple, list, dict))]
    where += [str(module) for module in sys.modules]

spied = []
search(spied)
"""

SHOW_SPIED = """
own = ("CANARY" + "-", "SOLUTION", "HIDDEN")
print([text for text in spied if "CANARY-" in text])
"""

MEMORY = """
import ctypes, os
if os.fork() == 0:
    begin = id(object()) & ~0xFFFFF
    for at in range(begin - (16 << 20), begin + (16 << 20), 1 << 12):
        if os.fork() == 0:
            data = ctypes.string_at(at, 1 << 12)
            if b"CANARY-" in data:
                print(data[data.index(b"CANARY-"):][:80])
            os._exit(0)
        os.wait()
    os._exit(0)
os.wait()
"""

HISTORY = """
print(In, Out, _ih, _oh, _dh)
shell = get_ipython()
print(list(shell.history_manager.get_range(raw=True)), list(shell.history_manager.get_tail(100)))
%history -g
print({name: repr(value)[:100] for name, value in shell.user_ns.items()}, vars(shell).keys())
import classroom.worker.judge as judge, classroom.worker.zygote as zygote
print(vars(judge), vars(zygote))
"""

KEEPS_ARGUMENTS = """
import mmap, os, socket, threading
room = mmap.mmap(-1, 1 << 16)
out, into = os.pipe()
try:
    told, tell = (end.detach() for end in socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM))
except OSError:  # no sockets here
    told, tell = os.pipe()
for end in (out, told):
    os.set_blocking(end, False)
kept = []
"""

KEEPING_MARK = """
def mark(text):
    told_to = text.encode() + b"\\n"
    kept.append(text)
    for path in ("/tmp/kept", "/dev/shm/kept", "kept"):
        try:
            with open(path, "ab") as file:
                file.write(told_to)
        except OSError:  # no such folder here
            continue
    room.write(told_to)
    os.write(into, told_to)
    os.write(tell, told_to)
    print(text)
    return hashlib.sha256(text.encode()).hexdigest()[:8]
"""

SHOWS_ARGUMENTS = """
import time
time.sleep(0.3)
print(kept, room[:1000])
for path in ("/tmp/kept", "/dev/shm/kept", "kept"):
    if os.path.exists(path):
        print(open(path).read())
for end in (out, told):
    try:
        print(os.read(end, 1000))
    except OSError:
        print("nothing")
"""

DAEMON = """
import os, socket
def collect():
    collector = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    collector.bind("\\0collector")
    collector.listen()
    if os.fork() == 0:
        os.setsid()
        kept = b""
        while True:
            line, _ = collector.accept()
            data = line.recv(1000)
            line.sendall(kept if data == b"?" else b"")
            kept += data
            line.close()

def talk(data):
    with socket.socket(socket.AF_UNIX) as line:
        line.connect("\\0collector")
        line.sendall(data)
        return line.recv(1000)

try:
    collect()
except OSError:  # no sockets here
    talk = len
"""

ACROSS = """
def total(loads):
    text = bytes(room[:2000]).strip(b"\\0").decode()
    raise type("E" + "".join(filter(str.isalnum, text))[-40:], (ValueError,), {})(text)
"""

COUNTS_ALOUD = """
def count(words):
    print(bytes(room[:2000]).strip(b"\\0").decode())
    print(open("kept").read())
    return len(words)
"""

WAYS = (
    Adversary("read-files", "every file on the machine", last=FILES, before={"mark": FILES}),
    Adversary("write-files", "files outside its box", last=WRITES, before={"mark": WRITES}),
    Adversary("write-files-too", "what the one before left", before={"double": LEFT}),
    Adversary("read-environment", "environment variables", last=ENVIRONMENT),
    Adversary("read-processes", "other processes' memory, files and lives", last=PROCESSES),
    Adversary(
        "read-frames",
        "frames and all objects, also while it is tested",
        before={"double": SEARCH},
        answers={
            "mark": "def mark(text):\n    search(spied)\n"
            "    return hashlib.sha256(text.encode()).hexdigest()[:8]"
        },
        last=SHOW_SPIED,
    ),
    Adversary("read-memory", "the interpreter's memory", last=MEMORY),
    Adversary("read-history", "IPython's history and the grader's modules", last=HISTORY),
    Adversary(
        "keep-arguments",
        "hidden arguments by file, pipe, shared memory, socket",
        before={"double": KEEPS_ARGUMENTS, "count": SHOWS_ARGUMENTS, "total": SHOWS_ARGUMENTS},
        answers={"mark": KEEPING_MARK},
        last=SHOWS_ARGUMENTS,
    ),
    Adversary(
        "collect-arguments",
        "hidden arguments by a process of its own",
        before={"double": DAEMON, "total": "print(talk(b'?'))"},
        answers={
            "mark": "def mark(text):\n    talk(text.encode())\n"
            "    return hashlib.sha256(text.encode()).hexdigest()[:8]"
        },
        last="print(talk(b'?'))",
    ),
    Adversary(
        "show-arguments",
        "hidden arguments on screen, in an earlier display and a widget",
        before={
            "double": "from IPython.display import display, HTML, update_display\n"
            "import ipywidgets, sys\nlabel = ipywidgets.Label('none')\n"
            "display('mine', display_id='mine')\nlabel"
        },
        answers={
            "mark": "def mark(text):\n    print(text, file=sys.stderr)\n"
            "    display(HTML(text), display_id='mine')\n    label.value = text\n"
            "    update_display(text, display_id='mine')\n    print(text)\n"
            "    return hashlib.sha256(text.encode()).hexdigest()[:8]"
        },
        last="print(label.value)",
    ),
    Adversary(
        "print-arguments-later",
        "hidden arguments on screen while a later, public test asks",
        before={"double": KEEPS_ARGUMENTS},
        answers={"mark": KEEPING_MARK, "count": COUNTS_ALOUD},
        told=("What your code printed here is left out",),
    ),
    Adversary(
        "raise-arguments-later",
        "hidden arguments in the error of a later, public test",
        before={"double": KEEPS_ARGUMENTS},
        answers={"mark": KEEPING_MARK, "count": ACROSS.replace("total(loads)", "count(words)")},
        points=without("count"),
    ),
    Adversary(
        "raise-arguments",
        "hidden arguments in an exception's name and text",
        answers={
            "mark": "def mark(text):\n    if text == 'box':\n        return '12345678'\n"
            "    raise type('E' + text.replace('-', ''), (Exception,), {})(text, text)"
        },
        points=without("mark"),
        told=("A hidden test of this item did not pass",),
    ),
    Adversary(
        "raise-arguments-of-another",
        "one item's hidden arguments in the error of another item's public test",
        before={"double": KEEPS_ARGUMENTS},
        answers={"mark": KEEPING_MARK, "total": ACROSS},
        points=without("total"),
    ),
    Adversary(
        "pretend-public",
        "hidden arguments in an error that looks like a public line's",
        answers={
            "mark": "def mark(text):\n    if text == 'box':\n        return '12345678'\n"
            "    raise ValueError('Cell In[1], line 1 ' + text)"
        },
        points=without("mark"),
    ),
)

CONNECT = """
import os, socket, subprocess
def attempt(what):
    try:
        print("did", what())
    except Exception as problem:
        print(type(problem).__name__)

def connect(family, kind, where):
    with socket.socket(family, kind) as line:
        line.settimeout(1)
        line.connect(where)
        return line.send(b"CANARY")

attempt(lambda: connect(socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", @TCP@)))
attempt(lambda: connect(socket.AF_INET6, socket.SOCK_STREAM, ("::1", @TCP@)))
attempt(lambda: connect(socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", @UDP@)))
attempt(lambda: connect(socket.AF_UNIX, socket.SOCK_STREAM, "\\0@ABSTRACT@"))
attempt(lambda: connect(socket.AF_UNIX, socket.SOCK_STREAM, "@COURSE@/socket"))
attempt(lambda: socket.getaddrinfo("lianke.invalid", 80))
attempt(lambda: socket.socket(40, socket.SOCK_STREAM))
attempt(lambda: socket.socket(socket.AF_PACKET, socket.SOCK_RAW))
attempt(lambda: connect(socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.53", 53)))
for program in (["curl", "-m1", "http://127.0.0.1:@TCP@"], ["bash", "-c", "echo > /dev/tcp/127.0.0.1/@TCP@"]):
    attempt(lambda: subprocess.run(program, timeout=2, capture_output=True).returncode)
"""

WAYS += (
    Adversary("connect", "network by TCP, UDP, unix sockets, DNS", last=CONNECT),
    Adversary(
        "connect-while-tested",
        "network while it is tested",
        before={"double": CONNECT},
        answers={
            "mark": "def mark(text):\n"
            "    attempt(lambda: connect(socket.AF_UNIX, socket.SOCK_STREAM, '\\0@ABSTRACT@'))\n"
            "    attempt(lambda: connect(socket.AF_INET, socket.SOCK_DGRAM, ('127.0.0.1', @UDP@)))\n"
            "    return hashlib.sha256(text.encode()).hexdigest()[:8]"
        },
    ),
)
