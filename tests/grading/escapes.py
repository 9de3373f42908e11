"""What a submission may try to get out of its box, one cell each; it prints ESCAPED if it does.

A cell finds what it reaches for in ``given``: canary, folder, home, in_home, port, processes, name.
"""

from __future__ import annotations

ESCAPES = {
    "read a file of the course": """
open(given["canary"]).read()
""",
    "list the course's folder": """
assert os.listdir(given["folder"])
""",
    "list the home folder": """
assert sorted(os.listdir(given["home"])) == given["in_home"]
""",
    "write into a file of the course": """
with open(given["canary"], "w") as file:
    file.write("mine")
""",
    "write beside it": """
with open(given["folder"] + "/mine", "w") as file:
    file.write("mine")
""",
    "empty a file of the course": """
os.truncate(given["canary"], 0)
""",
    "remove a file of the course": """
os.unlink(given["canary"])
""",
    "move a file of the course": """
os.rename(given["canary"], "mine")
""",
    "link a file of the course": """
os.link(given["canary"], "mine"), open("mine").read()
""",
    "link to it and read through the link": """
os.symlink(given["canary"], "link")
open("link").read()
""",
    "close a file of the course to its owner": """
before = None
os.chmod(given["canary"], 0)
raise OSError("no error, and no effect, as the test looks")
""",
    "date a file of the course back": """
os.utime(given["canary"], (0, 0))
raise OSError("no error, and no effect, as the test looks")
""",
    "write into the course's library": """
import course_lib
with open(course_lib.__file__, "a") as file:
    file.write("mine")
""",
    "list processes": """
assert [name for name in os.listdir("/proc") if name.isdigit()]
""",
    "read another process's environment": """
for process in given["processes"]:
    open(f"/proc/{process}/environ", "rb").read(1)
""",
    "read the parent's environment": """
open(f"/proc/{os.getppid()}/environ", "rb").read(1)
""",
    "read another process's memory": """
for process in given["processes"]:
    open(f"/proc/{process}/mem", "rb").read(1)
""",
    "read another process's memory by a system call": """
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
place = ctypes.create_string_buffer(8)
vector = (ctypes.c_void_p * 2)(ctypes.addressof(place), 8)
for process in given["processes"]:
    if libc.process_vm_readv(process, vector, 1, vector, 1, 0) != -1 or ctypes.get_errno() == 14:
        escaped()
raise OSError("no process gave anything")
""",
    "trace another process": """
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
libc.ptrace.argtypes = [ctypes.c_long] * 4
if all(libc.ptrace(0x4206, process, 0, 0) == -1 for process in given["processes"]):
    raise OSError("no process let itself be traced")
""",
    "signal another process": """
for process in given["processes"]:
    with contextlib.suppress(OSError):
        os.kill(process, signal.SIGCONT)
        escaped()
raise OSError("no process was reached")
""",
    "signal the parent": """
assert os.getppid() > 1
os.kill(os.getppid(), signal.SIGCONT)
""",
    "signal another process through a file of it": """
for process in given["processes"]:
    with contextlib.suppress(OSError):
        signal.pidfd_send_signal(os.pidfd_open(process), signal.SIGCONT)
        escaped()
raise OSError("no process was reached")
""",
    "limit another process": """
import resource
for process in given["processes"]:
    with contextlib.suppress(OSError):
        resource.prlimit(process, resource.RLIMIT_CORE, (0, 0))
        escaped()
raise OSError("no process was reached")
""",
    "slow another process down": """
for process in given["processes"]:
    with contextlib.suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, process, 19)
        escaped()
raise OSError("no process was reached")
""",
    "open a connection": """
socket.create_connection(("127.0.0.1", given["port"]), 2)
""",
    "open a connection by IPv6": """
socket.create_connection(("::1", given["port"]), 2)
""",
    "send a datagram": """
socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"mine", ("127.0.0.1", given["port"]))
""",
    "send a datagram from a pair": """
one, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
one.sendto(b"mine", given["name"])
""",
    "connect to a socket in the file system": """
socket.socket(socket.AF_UNIX).connect(given["folder"] + "/socket")
""",
    "connect to an abstract socket": """
socket.socket(socket.AF_UNIX).connect(given["name"])
""",
    "make a namespace": """
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
if libc.unshare(0x10000000) != 0:
    raise OSError("refused")
""",
    "share memory by a key": """
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
if libc.shmget(4242, 4096, 0o1666) == -1:
    raise OSError("refused")
""",
    "open a terminal": """
for number in range(64):
    with contextlib.suppress(FileNotFoundError, PermissionError):
        os.open(f"/dev/pts/{number}", os.O_RDWR)
        escaped()
os.open("/dev/tty", os.O_RDWR)
""",
    "become root": """
os.setuid(0)
""",
}

BEGIN = """
import contextlib, os, signal, socket
given = {given!r}
def escaped():
    print("ESCAPED")
try:
    exec({source!r})
except (OSError, AssertionError, AttributeError, ImportError) as error:
    print("stopped:", error)
else:
    escaped()
"""


def cell(name: str, given: dict[str, object]) -> str:
    """The source of the cell that tries this."""
    return BEGIN.format(given=given, source=ESCAPES[name])
