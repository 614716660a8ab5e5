"""A sandbox definition as the arguments of bubblewrap (bwrap(1)), for a process that is exec'ed."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath

from grader.sandbox.definition import Identity, Mounts, Sandbox
from grader.sandbox.seccomp import filtered
from grader.sandbox.system import ETC, HOSTNAME, SYSTEM

KEPT_CAPABILITIES = ("CAP_SETUID", "CAP_SETGID", "CAP_SETPCAP")
# What a parent of forked sandboxes needs beside them, to confine its children (forked.py).
CONFINING_CAPABILITIES = ("CAP_SYS_ADMIN", "CAP_NET_ADMIN", "CAP_KILL", "CAP_SETFCAP")


def command(argv: Sequence[str], sandbox: Sandbox) -> list[str]:
    """The whole command that runs `argv` in `sandbox`.

    As root, bubblewrap makes the mounts, keeps only what setpriv needs to leave root, and setpriv drops the rest. As an
    ordinary user a user namespace does the same under that user's own id. ValueError for one that would run as root.
    """
    return [
        "bwrap",
        *_namespaces(sandbox),
        *_system(sandbox.tmp_bytes),
        *_mounts(sandbox.mounts),
        # Whatever bubblewrap made itself is memory without a limit.
        *("--remount-ro", "/dev", "--remount-ro", "/"),
        *_environment(sandbox.environment),
        "--chdir",
        str(sandbox.folder),
        "--",
        *_leave_root(sandbox.identity),
        *filtered(),
        "/usr/bin/prlimit",
        *sandbox.limits.prlimit_options(),
        "--",
        *argv,
    ]


def parent_command(argv: Sequence[str], sandbox: Sandbox) -> list[str]:
    """The command that runs `argv` as the parent of forked sandboxes.

    It sees no more than `sandbox` says, but keeps its id and what it needs to confine its children; an ordinary user's
    has that in a user namespace. Its PID namespace holds all of them: when it ends, they do.
    """
    return [
        "bwrap",
        *_shared(sandbox),
        *_capabilities((*KEPT_CAPABILITIES, *CONFINING_CAPABILITIES)),
        # An ordinary user's is root in there: without an id 0 there are no pseudo terminals to mount.
        *([] if os.geteuid() == 0 else ["--unshare-user", "--uid", "0", "--gid", "0"]),
        *_system(sandbox.tmp_bytes),
        *_mounts(sandbox.mounts),
        *_environment(sandbox.environment),
        "--chdir",
        str(sandbox.folder),
        "--",
        *argv,
    ]


def _namespaces(sandbox: Sandbox) -> list[str]:
    if os.geteuid() == 0:
        return [*_shared(sandbox), *_capabilities(KEPT_CAPABILITIES)]
    return [*_shared(sandbox), "--unshare-user", "--disable-userns"]


def _shared(sandbox: Sandbox) -> list[str]:
    options = ["--unshare-pid", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try", "--die-with-parent"]
    options += ["--new-session", "--hostname", HOSTNAME]
    return options if sandbox.loopback else [*options, "--unshare-net"]


def _capabilities(kept: Sequence[str]) -> list[str]:
    options = ["--cap-drop", "ALL"]
    for capability in kept:
        options += ["--cap-add", capability]
    return options


def _system(tmp_bytes: int) -> list[str]:
    options: list[str] = []
    for path in SYSTEM:
        if Path(path).is_symlink():
            options += ["--symlink", str(Path(path).readlink()), path]
        elif Path(path).is_dir():
            options += ["--ro-bind", path, path]
    options += ["--perms", "0755", "--dir", "/etc"]
    for path in ETC:
        if Path(path).exists():
            options += [*_parents(path), "--ro-bind", path, path]
    options += ["--proc", "/proc", "--dev", "/dev"]
    for path in ("/dev/shm", "/tmp"):  # noqa: S108 - the sandbox's own; joblib and friends want /dev/shm
        options += ["--perms", "1777", "--size", str(tmp_bytes), "--tmpfs", path]
    return options


def _mounts(wanted: Mounts) -> list[str]:
    options: list[str] = []
    made: set[str] = set()
    for flag, mounts in (("--ro-bind", wanted.read_only), ("--bind", wanted.writable)):
        for mount in mounts:
            options += _parents(str(mount.target), made)
            options += [flag, str(mount.source), str(mount.target)]
    return options


def _parents(path: str, made: set[str] | None = None) -> list[str]:
    """Make the parents of a mount point open to all: those that bubblewrap makes by itself are 0700."""
    options: list[str] = []
    for parent in reversed(PurePosixPath(path).parents):
        name = str(parent)
        if name in {"/", "/etc", "/usr", "/tmp", "/dev", "/proc"} or name.startswith("/usr/"):  # noqa: S108
            continue
        if made is not None:
            if name in made:
                continue
            made.add(name)
        options += ["--perms", "0755", "--dir", name]
    return options


def _environment(environment: Mapping[str, str]) -> list[str]:
    options = ["--clearenv"]
    for name, value in environment.items():
        options += ["--setenv", name, value]
    return options


def _leave_root(identity: Identity | None) -> list[str]:
    if identity is None and os.geteuid() != 0:
        return []
    if identity is None or identity.uid == 0 or identity.gid == 0:
        raise ValueError("a sandbox never runs as root")
    groups = f"--groups={','.join(map(str, identity.groups))}" if identity.groups else "--clear-groups"
    return [
        "/usr/bin/setpriv",
        f"--reuid={identity.uid}",
        f"--regid={identity.gid}",
        groups,
        "--no-new-privs",
        "--inh-caps=-all",
        "--bounding-set=-all",
    ]
