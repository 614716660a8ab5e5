"""A sandbox definition as the arguments of bubblewrap (bwrap(1)), for a process that is exec'ed."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from grader.sandbox.definition import Identity, Sandbox
from grader.sandbox.seccomp import filtered

# The system, read-only. Of /etc only what libraries look up; no passwd, no hosts of ours, no machine id.
SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64")
ETC = (
    "/etc/alternatives",
    "/etc/fonts",
    "/etc/ld.so.cache",
    "/etc/ld.so.conf",
    "/etc/ld.so.conf.d",
    "/etc/localtime",
    "/etc/mime.types",
    "/etc/nsswitch.conf",
    "/etc/ssl/certs",
    "/etc/ssl/openssl.cnf",
    "/etc/timezone",
)
KEPT_CAPABILITIES = ("CAP_SETUID", "CAP_SETGID", "CAP_SETPCAP")


def command(argv: Sequence[str], sandbox: Sandbox) -> list[str]:
    """The whole command that runs `argv` in `sandbox`.

    As root, bubblewrap makes the mounts, keeps only what setpriv needs to leave root, and setpriv drops the rest. As an
    ordinary user a user namespace does the same under that user's own id. ValueError for one that would run as root.
    """
    return [
        "bwrap",
        *_namespaces(sandbox),
        *_system(sandbox),
        *_mounts(sandbox),
        # Whatever bubblewrap made itself is memory without a limit.
        *("--remount-ro", "/dev", "--remount-ro", "/"),
        *_environment(sandbox),
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


def _namespaces(sandbox: Sandbox) -> list[str]:
    options = ["--unshare-pid", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try", "--die-with-parent"]
    options += ["--new-session", "--hostname", "shopfloor"]
    if not sandbox.loopback:
        options.append("--unshare-net")
    if os.geteuid() == 0:
        options += ["--cap-drop", "ALL"]
        for capability in KEPT_CAPABILITIES:
            options += ["--cap-add", capability]
    else:
        options += ["--unshare-user", "--disable-userns"]
    return options


def _system(sandbox: Sandbox) -> list[str]:
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
        options += ["--perms", "1777", "--size", str(sandbox.tmp_bytes), "--tmpfs", path]
    return options


def _mounts(sandbox: Sandbox) -> list[str]:
    options: list[str] = []
    made: set[str] = set()
    for flag, mounts in (("--ro-bind", sandbox.mounts.read_only), ("--bind", sandbox.mounts.writable)):
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


def _environment(sandbox: Sandbox) -> list[str]:
    options = ["--clearenv"]
    for name, value in sandbox.environment.items():
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
