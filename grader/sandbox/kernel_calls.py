"""The Linux calls that a forked sandbox needs and Python 3.11 has no function for. Each raises OSError if it fails."""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import os
import platform
import socket
import struct
from collections.abc import Iterator

CLONE_NEWNS, CLONE_NEWCGROUP, CLONE_NEWUTS = 0x00020000, 0x02000000, 0x04000000
CLONE_NEWIPC, CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET = 0x08000000, 0x10000000, 0x20000000, 0x40000000
MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_REC, MS_PRIVATE = 2, 4, 8, 16384, 1 << 18
MNT_DETACH = 2
ATTR_RDONLY, ATTR_NOSUID, ATTR_NODEV = 1, 2, 4

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_SECCOMP = 1, 4, 22
_PR_CAPBSET_DROP, _PR_SET_NO_NEW_PRIVS, _PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL = 24, 38, 47, 4
_SECCOMP_MODE_FILTER = 2
_CAPABILITY_VERSION_3 = 0x20080522
_AT_FDCWD, _AT_RECURSIVE, _AT_EMPTY_PATH = -100, 0x8000, 0x1000
_OPEN_TREE_CLONE, _OPEN_TREE_CLOEXEC = 1, os.O_CLOEXEC
_MOVE_MOUNT_F_EMPTY_PATH, _MOVE_MOUNT_T_EMPTY_PATH = 4, 0x40
_RESOLVE_NO_MAGICLINKS, _RESOLVE_NO_SYMLINKS, _RESOLVE_IN_ROOT = 0x02, 0x04, 0x10
# Numbers that are the same on every architecture, and pivot_root's, which are not.
_OPEN_TREE, _MOVE_MOUNT, _OPENAT2, _MOUNT_SETATTR = 428, 429, 437, 442
_PIVOT_ROOT = {"x86_64": 155, "aarch64": 41}
_SIOCGIFFLAGS, _SIOCSIFFLAGS, _IFF_UP = 0x8913, 0x8914, 1

_libc = ctypes.CDLL(None, use_errno=True)


def _checked(result: int, what: str) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return result


def _call(number: int, what: str, *arguments: object) -> int:
    return _checked(int(_libc.syscall(ctypes.c_long(number), *arguments)), what)


def unshare(flags: int) -> None:
    _checked(_libc.unshare(ctypes.c_int(flags)), "unshare")


def rejoin_pid_namespace() -> None:
    """After unshare(CLONE_NEWPID): further children are born in our own namespace again."""
    own = os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC)
    try:
        _checked(_libc.setns(ctypes.c_int(own), ctypes.c_int(CLONE_NEWPID)), "setns")
    finally:
        os.close(own)


def mount(kind: str | None, target: str, flags: int, options: str = "") -> None:
    """Mount a file system of its own (tmpfs, proc, devpts), or with `kind` None change how `target` propagates."""
    name = kind.encode() if kind else None
    data = options.encode() if options else None
    result = _libc.mount(name, target.encode(), name, ctypes.c_ulong(flags), data)
    _checked(result, f"mount {kind or ''} {target}")


def detach(path: str) -> None:
    _checked(_libc.umount2(path.encode(), ctypes.c_int(MNT_DETACH)), f"umount {path}")


def clone_tree(path: str) -> int:
    """A detached copy of the mounts at and below `path`; the descriptor that holds it."""
    flags = _OPEN_TREE_CLONE | _OPEN_TREE_CLOEXEC | _AT_RECURSIVE
    return _call(_OPEN_TREE, f"open_tree {path}", ctypes.c_int(_AT_FDCWD), path.encode(), ctypes.c_uint(flags))


def set_attributes(tree: int, attributes: int) -> None:
    """Set mount attributes on all mounts of a detached copy."""
    request = struct.pack("=QQQQ", attributes, 0, 0, 0)
    flags = _AT_EMPTY_PATH | _AT_RECURSIVE
    _call(_MOUNT_SETATTR, "mount_setattr", ctypes.c_int(tree), b"", ctypes.c_uint(flags), request, ctypes.c_size_t(32))


def make_read_only(path: str) -> None:
    """Make the mount at `path`, but none below it, read-only."""
    request = struct.pack("=QQQQ", ATTR_RDONLY, 0, 0, 0)
    arguments = (ctypes.c_int(_AT_FDCWD), path.encode(), ctypes.c_uint(0), request, ctypes.c_size_t(32))
    _call(_MOUNT_SETATTR, f"mount_setattr {path}", *arguments)


def attach(tree: int, target: str) -> None:
    what = f"move_mount {target}"
    arguments = (ctypes.c_int(tree), b"", ctypes.c_int(_AT_FDCWD), target.encode())
    _call(_MOVE_MOUNT, what, *arguments, ctypes.c_uint(_MOVE_MOUNT_F_EMPTY_PATH))


def attach_at(tree: int, place: int) -> None:
    """Attach a detached copy at what the descriptor `place` (open_below) stands for."""
    flags = _MOVE_MOUNT_F_EMPTY_PATH | _MOVE_MOUNT_T_EMPTY_PATH
    _call(_MOVE_MOUNT, "move_mount", ctypes.c_int(tree), b"", ctypes.c_int(place), b"", ctypes.c_uint(flags))


def open_below(root: str, path: str) -> int:
    """A descriptor for `path` as seen from `root`; OSError where a symbolic link lies on the way (openat2(2))."""
    folder = os.open(root, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        resolve = _RESOLVE_IN_ROOT | _RESOLVE_NO_SYMLINKS | _RESOLVE_NO_MAGICLINKS
        how = struct.pack("=QQQ", os.O_PATH | os.O_CLOEXEC, 0, resolve)
        return _call(_OPENAT2, f"open {path}", ctypes.c_int(folder), path.encode(), how, ctypes.c_size_t(len(how)))
    finally:
        os.close(folder)


@contextlib.contextmanager
def file_access_as(ids: tuple[int, int] | None) -> Iterator[None]:
    """Look up files with the rights of this user and group only (setfsuid(2)); None changes nothing."""
    if ids is None:
        yield
        return
    uid, gid = os.geteuid(), os.getegid()
    _set_file_ids(*ids)
    try:
        yield
    finally:
        _set_file_ids(uid, gid)


def _set_file_ids(uid: int, gid: int) -> None:
    for function, wanted in ((_libc.setfsgid, gid), (_libc.setfsuid, uid)):
        function(ctypes.c_uint(wanted))
        if function(ctypes.c_uint(0xFFFFFFFF)) != wanted:  # an impossible id changes nothing and tells the present one
            raise PermissionError(f"the id for files did not become {wanted}")


def pivot_root_here() -> None:
    """Make the working folder, a mount of its own, the root, and let go of the old root for good (pivot_root(2))."""
    number = _PIVOT_ROOT.get(platform.machine())
    if number is None:
        raise OSError(f"pivot_root's number on {platform.machine()} is not known")
    _call(number, "pivot_root", b".", b".")
    detach(".")
    os.chdir("/")


def raise_loopback() -> None:
    """Bring up `lo` of a fresh network namespace, as bubblewrap does."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as channel:
        request = fcntl.ioctl(channel, _SIOCGIFFLAGS, struct.pack("16sH14x", b"lo", 0))
        flags = struct.unpack("16sH14x", request)[1] | _IFF_UP
        fcntl.ioctl(channel, _SIOCSIFFLAGS, struct.pack("16sH14x", b"lo", flags))


def _prctl(what: str, option: int, *arguments: int) -> None:
    padded = [ctypes.c_ulong(value) for value in (*arguments, 0, 0, 0, 0)[:4]]
    _checked(_libc.prctl(ctypes.c_int(option), *padded), what)


def die_with_parent(number: int) -> None:
    """Get this signal when the thread that forked us ends. A change of user id clears it: call it afterwards."""
    _prctl("PR_SET_PDEATHSIG", _PR_SET_PDEATHSIG, number)


def set_dumpable(value: bool) -> None:
    _prctl("PR_SET_DUMPABLE", _PR_SET_DUMPABLE, int(value))


def no_new_privileges() -> None:
    _prctl("PR_SET_NO_NEW_PRIVS", _PR_SET_NO_NEW_PRIVS, 1)


def drop_bounding_set() -> None:
    with open("/proc/sys/kernel/cap_last_cap") as file:  # noqa: PTH123 - this runs before anything is loaded lazily
        last = int(file.read())
    for capability in range(last + 1):
        _prctl(f"PR_CAPBSET_DROP {capability}", _PR_CAPBSET_DROP, capability)


def drop_capabilities() -> None:
    """Give up every capability of this process: effective, permitted, inheritable and ambient."""
    _prctl("PR_CAP_AMBIENT", _PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL)
    header = struct.pack("=Ii", _CAPABILITY_VERSION_3, 0)
    _checked(_libc.capset(header, bytes(24)), "capset")


def load_filter(program: bytes) -> None:
    """Bind this process and all its children to a seccomp program; no_new_privileges() first."""

    class Program(ctypes.Structure):
        _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))

    wanted = Program(len(program) // 8, program)
    _prctl("PR_SET_SECCOMP", _PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.addressof(wanted))
