"""A child's own walls: namespaces, fresh folders, no capabilities, limits.

Called in a fresh child inside the box. Afterwards the child is process 1 of a world of its own: it
sees no other process, no network, no folder of anybody else, and when it ends all its
descendants end with it.

Sources: Linux manual pages unshare(2), user_namespaces(7), mount(2), capset(2), prctl(2).
What this leaves out: kernel memory such as socket buffers; a control group would count it.
"""

from __future__ import annotations

import ctypes
import os
import resource
import socket
from collections.abc import Mapping

from classroom.worker import frames, sysfilter

_CLONE_NEWNS, _CLONE_NEWUTS, _CLONE_NEWIPC = 0x00020000, 0x04000000, 0x08000000
_CLONE_NEWUSER, _CLONE_NEWPID, _CLONE_NEWNET = 0x10000000, 0x20000000, 0x40000000
_EVERYTHING = (
    _CLONE_NEWNS | _CLONE_NEWUTS | _CLONE_NEWIPC | _CLONE_NEWUSER | _CLONE_NEWPID | _CLONE_NEWNET
)
_MS_NOSUID, _MS_NODEV, _MS_BIND, _MS_REC, _MS_PRIVATE = 2, 4, 4096, 16384, 1 << 18
SHOWN = "LIANKE_SHOWN"
_PR_SET_DUMPABLE, _PR_CAPBSET_DROP, _PR_SET_NO_NEW_PRIVS = 4, 24, 38
_CAPABILITY_VERSION_3 = 0x20080522
_LAST_CAPABILITY = 40
NOBODY = 65534
TOO_MANY = 8  # the kernel lets so many more be started, so that the watch outside sees them

_libc = ctypes.CDLL(None, use_errno=True)


def _checked(result: int, what: str) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")


def be_nobody() -> None:
    """Give up root's number for good: the kernel's limit on processes does not hold for root."""
    if os.getuid() == 0:
        os.setgroups([])
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)


def hide_memory() -> None:
    """Let no other process of this user read this one's memory."""
    _checked(_libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0), "prctl(PR_SET_DUMPABLE)")


def enclose(line: socket.socket, limits: Mapping[str, int]) -> None:
    """Go on as process 1 of new namespaces; the process that called this ends.

    Sends one message, with a file descriptor of the new process, on ``line``.

    Raises:
        OSError: the machine refuses a namespace or a mount.
    """
    _new_namespaces(_EVERYTHING)
    with open("/proc/self/oom_score_adj", "w") as file:
        file.write("1000")  # when memory runs out, this one goes first
    child = os.fork()
    if child:
        watch = os.pidfd_open(child)
        frames.send(line, {"ready": True}, [watch])
        os._exit(0)
    _fresh_folders(limits)
    _give_up_capabilities()
    limit({**limits, "processes": limits["processes"] + TOO_MANY})
    sysfilter.install()


def own_folder(limits: Mapping[str, int]) -> None:
    """Go on with fresh scratch room that nobody else sees and that ends with this process.

    Raises:
        OSError: the machine refuses a namespace or a mount.
    """
    _new_namespaces(_CLONE_NEWUSER | _CLONE_NEWNS)
    _mount(None, "/", None, _MS_REC | _MS_PRIVATE, None)
    _fresh_scratch(f"size={limits['disk']},mode=1777")
    hide_memory()
    resource.setrlimit(resource.RLIMIT_AS, (limits["memory"], limits["memory"]))


def _new_namespaces(which: int) -> None:
    _checked(_libc.prctl(_PR_SET_DUMPABLE, 1, 0, 0, 0), "prctl(PR_SET_DUMPABLE)")
    user, group = os.getuid(), os.getgid()
    _checked(_libc.unshare(which), "unshare")
    for name, text in (
        ("setgroups", "deny"),
        ("uid_map", f"{user} {user} 1"),
        ("gid_map", f"{group} {group} 1"),
    ):
        with open(f"/proc/self/{name}", "w") as file:
            file.write(text)


def _fresh_folders(limits: Mapping[str, int]) -> None:
    _mount(None, "/", None, _MS_REC | _MS_PRIVATE, None)
    room = f"size={limits['disk']},nr_inodes={limits['files']},mode=1777"
    _fresh_scratch(room)
    _mount("tmpfs", "/dev/shm", "tmpfs", _MS_NOSUID | _MS_NODEV, room)
    _mount("devpts", "/dev/pts", "devpts", _MS_NOSUID, "newinstance,ptmxmode=0666,mode=620")
    _mount("tmpfs", "/proc", "tmpfs", _MS_NOSUID | _MS_NODEV, "size=4k,nr_inodes=2,mode=0555")


def _fresh_scratch(room: str) -> None:
    """An empty folder for temporary files, with a working folder in it.

    Python or the course itself may stand below that folder; they are shown again in their places.
    """
    scratch = os.environ["TMPDIR"]
    shown = [path for path in os.environ.get(SHOWN, "").split(os.pathsep) if path]
    held = [(path, os.open(path, os.O_PATH)) for path in shown]
    _mount("tmpfs", scratch, "tmpfs", _MS_NOSUID | _MS_NODEV, room)
    for path, file in held:
        os.makedirs(path)
        _mount(f"/proc/self/fd/{file}", path, None, _MS_BIND | _MS_REC, None)
        os.close(file)
    for name in ("home", "work"):
        os.mkdir(os.path.join(scratch, name))
    os.chdir(os.path.join(scratch, "work"))


def _mount(source: str | None, to: str, kind: str | None, flags: int, data: str | None) -> None:
    words = [None if word is None else word.encode() for word in (source, to, kind, data)]
    result = _libc.mount(words[0], words[1], words[2], ctypes.c_ulong(flags), words[3])
    _checked(result, f"mount {to}")


def _give_up_capabilities() -> None:
    for number in range(_LAST_CAPABILITY + 1):
        _libc.prctl(_PR_CAPBSET_DROP, number, 0, 0, 0)
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    none = (ctypes.c_uint32 * 6)()
    _checked(_libc.capset(ctypes.byref(header), ctypes.byref(none)), "capset")
    _checked(_libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "prctl(PR_SET_NO_NEW_PRIVS)")


def limit(limits: Mapping[str, int]) -> None:
    """Set the limits that the kernel keeps: memory, processes, file size, open files, CPU time."""
    for what, key in (
        (resource.RLIMIT_AS, "memory"),
        (resource.RLIMIT_NPROC, "processes"),
        (resource.RLIMIT_FSIZE, "disk"),
        (resource.RLIMIT_NOFILE, "open_files"),
        (resource.RLIMIT_CPU, "cpu_seconds"),
    ):
        resource.setrlimit(what, (limits[key], limits[key]))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
