"""A sandbox definition rendered inside a forked child, for a process that has no exec: warm kernels and lab servers.

What bubblewrap's rendering does with helpers (bubblewrap.py), this does with system calls, in the same order:
namespaces, mounts and pivot_root, limits, ids, capabilities, system call filter. A step that fails ends the child: it
never goes on with less. The caller holds CAP_SYS_ADMIN, as root or in a user namespace of its own, and has one thread
only (parent_command in bubblewrap.py starts such a caller).
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import resource
import signal
import socket
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import NoReturn

from grader.sandbox import kernel_calls as kernel
from grader.sandbox.definition import Identity, Inheritance, Limits, Mount, Sandbox
from grader.sandbox.system import DEVICES, ETC, HOSTNAME, SYSTEM

NEW_ROOT = "/tmp"  # noqa: S108 - covered by a tmpfs of the child's own before anything is put there
FAILED, READY = b"failed: ", b"ready"
WORST_EXIT = 125
FIRST_KEPT = 3
NOTHING = Inheritance()
# Out of the way of the numbers that descriptors are moved to.
_ASIDE = 256


class NotSandboxed(Exception):
    """A child could not be confined; it ended before it did anything else."""


def one_thread() -> bool:
    """Only a process with a single thread may fork and go on in Python: locks of other threads stay locked."""
    return len(os.listdir("/proc/self/task")) == 1  # noqa: PTH208 - os is loaded in any case


def fork(
    sandbox: Sandbox | Callable[[], Sandbox],
    call_filter: bytes,
    main: Callable[[], None],
    inherited: Inheritance = NOTHING,
) -> int:
    """Fork a child that is confined to `sandbox` and runs `main` there; its process id, once it is confined.

    A function in the place of `sandbox` is called in the child, so that the parent needn't know the definition. The
    child's exit ends the whole PID namespace. Raises NotSandboxed with the reason; the caller reaps the child.
    """
    if not one_thread():
        raise NotSandboxed("this process has more than one thread")
    reading, writing = os.pipe()
    kernel.unshare(kernel.CLONE_NEWPID)
    try:
        child = os.fork()
        if child == 0:
            _child(sandbox, call_filter, main, inherited, writing)
    finally:
        os.close(writing)
        kernel.rejoin_pid_namespace()
    with os.fdopen(reading, "rb") as report:
        said = report.read()
    if said != READY:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        raise NotSandboxed(said.removeprefix(FAILED).decode(errors="replace") or "the child ended without a word")
    return child


def _child(
    sandbox: Sandbox | Callable[[], Sandbox],
    call_filter: bytes,
    main: Callable[[], None],
    inherited: Inheritance,
    report: int,
) -> NoReturn:
    """Process 1 of the new namespace: confine ourselves, start process 2, which works, and bury the dead."""
    try:
        for group in inherited.control_groups:
            os.write(group, b"0")  # ourselves
        definition = sandbox if isinstance(sandbox, Sandbox) else sandbox()
        report = _keep(inherited, report)
        confine(definition, call_filter)
        # Process 1 must not be the one that works: signals without a handler don't reach it, not even its own.
        worker = os.fork()
    except BaseException as error:
        os.write(report, FAILED + f"{type(error).__name__}: {error}".encode())
        os._exit(WORST_EXIT)
    if worker == 0:
        _work(main, report)
    os.closerange(0, report + 1)
    os._exit(_wait_for(worker))


def _work(main: Callable[[], None], report: int) -> NoReturn:
    try:
        # As after an exec; process 1 stays closed to its siblings' eyes.
        kernel.set_dumpable(True)
        kernel.die_with_parent(signal.SIGKILL)
        os.write(report, READY)
        os.close(report)
        main()
    except SystemExit as ended:
        _end(ended.code if isinstance(ended.code, int) else int(ended.code is not None))
    except BaseException:
        traceback.print_exc()
        _end(1)
    _end(0)


def _end(code: int) -> NoReturn:
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):
            stream.flush()
    os._exit(code)


def _wait_for(worker: int) -> int:
    while True:
        ended, status = os.waitpid(-1, 0)
        if ended == worker:
            code = os.waitstatus_to_exitcode(status)
            return code if code >= 0 else 128 - code


def confine(sandbox: Sandbox, call_filter: bytes) -> None:
    """Confine this very process, which is process 1 of a fresh PID namespace."""
    os.setsid()
    flags = kernel.CLONE_NEWNS | kernel.CLONE_NEWIPC | kernel.CLONE_NEWUTS | kernel.CLONE_NEWCGROUP
    kernel.unshare(flags if sandbox.loopback else flags | kernel.CLONE_NEWNET)
    if not sandbox.loopback:
        kernel.raise_loopback()
    socket.sethostname(HOSTNAME)
    _new_root(sandbox)
    _limit(sandbox.limits)
    kernel.no_new_privileges()
    _leave_root(sandbox.identity)
    kernel.die_with_parent(signal.SIGKILL)
    os.environ.clear()
    os.environ.update(sandbox.environment)
    os.chdir(sandbox.folder)
    os.environ["PWD"] = str(sandbox.folder)  # as bubblewrap does
    kernel.load_filter(call_filter)


def _keep(inherited: Inheritance, report: int) -> int:
    """Close every descriptor but the inherited ones, which move to their places; where `report` has moved."""
    sys.stdout.flush()
    sys.stderr.flush()
    null = os.open("/dev/null", os.O_RDWR)
    output = null if inherited.output is None else inherited.output
    wanted = (null, output, output, *inherited.kept, report)
    aside = [fcntl.fcntl(descriptor, fcntl.F_DUPFD, _ASIDE) for descriptor in wanted]
    for number, descriptor in enumerate(aside):
        os.dup2(descriptor, number, inheritable=number < FIRST_KEPT)
    os.closerange(len(aside), resource.getrlimit(resource.RLIMIT_NOFILE)[1])
    return len(aside) - 1


# --- the file system ------------------------------------------------------------------------------------------------


def _new_root(sandbox: Sandbox) -> None:
    """A root of our own with what the definition names, and nothing else. Sources are taken before /tmp is covered."""
    kernel.mount(None, "/", kernel.MS_REC | kernel.MS_PRIVATE)
    ours = kernel.MS_NOSUID | kernel.MS_NODEV
    trees = [*_system_trees(), *_mount_trees(sandbox)]
    devices = [(name, kernel.clone_tree(f"/dev/{name}")) for name in DEVICES]
    kernel.mount("tmpfs", NEW_ROOT, ours, "mode=0755,size=4m")
    os.umask(0o022)
    for path in SYSTEM:
        if os.path.islink(path):  # noqa: PTH114 - as few modules as possible run before the child is confined
            os.symlink(os.readlink(path), NEW_ROOT + path)  # noqa: PTH115, PTH211
    _make_folder("/proc")
    kernel.mount("proc", f"{NEW_ROOT}/proc", ours | kernel.MS_NOEXEC)
    _cover_switches()
    _make_devices(devices, sandbox.tmp_bytes)
    _make_folder("/tmp")  # noqa: S108
    kernel.mount("tmpfs", f"{NEW_ROOT}/tmp", ours, f"mode=1777,size={sandbox.tmp_bytes}")  # noqa: S108
    for tree in trees:
        _put(tree, sandbox.identity)
    os.chdir(NEW_ROOT)
    kernel.pivot_root_here()
    for path in ("/dev", "/"):
        kernel.make_read_only(path)


def _cover_switches() -> None:
    """Make parts of /proc read-only that privileged processes could write to, as bubblewrap does for root."""
    for name in ("sys", "sysrq-trigger", "irq", "bus"):
        path = f"{NEW_ROOT}/proc/{name}"
        if os.path.exists(path):  # noqa: PTH110
            tree = kernel.clone_tree(path)
            kernel.set_attributes(tree, kernel.ATTR_RDONLY | kernel.ATTR_NOSUID | kernel.ATTR_NODEV)
            kernel.attach(tree, path)
            os.close(tree)


@dataclass(frozen=True)
class _Tree:
    """A detached copy of mounts, and where it goes. `owned`: below a folder whose content is not ours."""

    handle: int
    target: str
    is_folder: bool
    attributes: int
    owned: bool = False


def _system_trees() -> list[_Tree]:
    folders = [path for path in SYSTEM if os.path.isdir(path) and not os.path.islink(path)]  # noqa: PTH112, PTH114
    found = [*folders, *(path for path in ETC if os.path.exists(path))]  # noqa: PTH110
    return [_tree(Mount.same(Path(path)), kernel.ATTR_RDONLY, ()) for path in found]


def _mount_trees(sandbox: Sandbox) -> list[_Tree]:
    theirs = tuple(PurePosixPath(mount.target) for mount in sandbox.mounts.writable)
    read_only = [_tree(mount, kernel.ATTR_RDONLY, theirs) for mount in sandbox.mounts.read_only]
    return read_only + [_tree(mount, 0, theirs) for mount in sandbox.mounts.writable]


def _tree(mount: Mount, attributes: int, theirs: tuple[PurePosixPath, ...]) -> _Tree:
    source, target = str(mount.source), PurePosixPath(mount.target)
    wanted = attributes | kernel.ATTR_NOSUID | kernel.ATTR_NODEV
    owned = any(folder in target.parents for folder in theirs)
    return _Tree(kernel.clone_tree(source), str(target), os.path.isdir(source), wanted, owned)  # noqa: PTH112


def _put(tree: _Tree, identity: Identity | None) -> None:
    """Attach a tree. In somebody's own folder only where it leads without links, and where they may go themselves."""
    if tree.owned:
        ids = (identity.uid, identity.gid) if identity else None
        with kernel.file_access_as(ids):
            place = kernel.open_below(NEW_ROOT, tree.target)
    else:
        _make_place(tree)
        place = kernel.open_below(NEW_ROOT, tree.target)
    kernel.set_attributes(tree.handle, tree.attributes)
    kernel.attach_at(tree.handle, place)
    os.close(place)
    os.close(tree.handle)


def _make_place(tree: _Tree) -> None:
    if tree.is_folder:
        _make_folder(tree.target)
        return
    _make_folder(str(PurePosixPath(tree.target).parent))
    with contextlib.suppress(FileExistsError):
        os.close(os.open(NEW_ROOT + tree.target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o644))


def _make_folder(path: str) -> None:
    os.makedirs(NEW_ROOT + path, 0o755, exist_ok=True)  # noqa: PTH103


def _make_devices(devices: list[tuple[str, int]], shared_bytes: int) -> None:
    _make_folder("/dev")
    ours = kernel.MS_NOSUID | kernel.MS_NODEV
    kernel.mount("tmpfs", f"{NEW_ROOT}/dev", ours, "mode=0755,size=64k")
    for name, tree in devices:
        os.close(os.open(f"{NEW_ROOT}/dev/{name}", os.O_CREAT | os.O_WRONLY, 0o644))
        kernel.set_attributes(tree, kernel.ATTR_NOSUID)
        kernel.attach(tree, f"{NEW_ROOT}/dev/{name}")
        os.close(tree)
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        os.symlink(f"/proc/self/fd/{number}", f"{NEW_ROOT}/dev/{name}")  # noqa: PTH211
    os.symlink("/proc/self/fd", f"{NEW_ROOT}/dev/fd")  # noqa: PTH211
    os.symlink("/proc/kcore", f"{NEW_ROOT}/dev/core")  # noqa: PTH211
    os.symlink("pts/ptmx", f"{NEW_ROOT}/dev/ptmx")  # noqa: PTH211
    for name in ("pts", "shm"):
        _make_folder(f"/dev/{name}")
    options = "newinstance,ptmxmode=0666,mode=620"
    kernel.mount("devpts", f"{NEW_ROOT}/dev/pts", kernel.MS_NOSUID | kernel.MS_NOEXEC, options)
    kernel.mount("tmpfs", f"{NEW_ROOT}/dev/shm", ours, f"mode=1777,size={shared_bytes}")  # noqa: S108


# --- limits and ids -------------------------------------------------------------------------------------------------


def _limit(limits: Limits) -> None:
    values = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_AS: limits.address_space_bytes,
        resource.RLIMIT_NPROC: limits.processes,
        resource.RLIMIT_FSIZE: limits.file_size_bytes,
        resource.RLIMIT_NOFILE: limits.open_files,
        resource.RLIMIT_CPU: limits.cpu_seconds,
    }
    for which, value in values.items():
        if value is not None:
            resource.setrlimit(which, (value, value))


def _leave_root(identity: Identity | None) -> None:
    """Take on the identity, or an ordinary user's own id again, and give up every capability for good."""
    if identity is None:
        _leave_user_namespace()
        kernel.drop_bounding_set()
    elif identity.uid == 0 or identity.gid == 0:
        raise ValueError("a sandbox never runs as root")
    else:
        kernel.drop_bounding_set()
        os.setgroups(identity.groups)
        os.setresgid(identity.gid, identity.gid, identity.gid)
        os.setresuid(identity.uid, identity.uid, identity.uid)
        if os.getresuid() != (identity.uid,) * 3 or os.getresgid() != (identity.gid,) * 3:
            raise PermissionError("the user id did not change")
    kernel.drop_capabilities()


def _leave_user_namespace() -> None:
    """An ordinary user's parent process is root in a user namespace only: become that user again, in one more."""
    uid, gid = (_outer_id(f"/proc/self/{name}") for name in ("uid_map", "gid_map"))
    if uid == 0:
        raise ValueError("root needs an identity to leave to")
    kernel.unshare(kernel.CLONE_NEWUSER)
    for name, text in (("setgroups", "deny"), ("uid_map", f"{uid} 0 1"), ("gid_map", f"{gid} 0 1")):
        descriptor = os.open(f"/proc/self/{name}", os.O_WRONLY)
        os.write(descriptor, text.encode())
        os.close(descriptor)


def _outer_id(path: str) -> int:
    """What our id 0 is outside of this user namespace (user_namespaces(7): inside, outside, length)."""
    descriptor = os.open(path, os.O_RDONLY)
    inside, outside, _length = os.read(descriptor, 4096).split()[:3]
    os.close(descriptor)
    return int(outside) if int(inside) == 0 else 0
