"""What a sandbox is: who runs in it, what it sees, and how much it may use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

MEBIBYTE = 1 << 20


@dataclass(frozen=True)
class Identity:
    """A real unprivileged user id: RLIMIT_NPROC doesn't bind root, whatever namespace root is in."""

    uid: int
    gid: int
    groups: tuple[int, ...] = ()


@dataclass(frozen=True)
class Limits:
    """Kernel limits (setrlimit(2)) of every process in the sandbox; None leaves one unlimited.

    `address_space_bytes` counts reserved memory too: numeric libraries reserve about 1 GiB more than they use.
    """

    address_space_bytes: int | None = 4096 * MEBIBYTE
    processes: int | None = 128
    file_size_bytes: int | None = 512 * MEBIBYTE
    open_files: int | None = 1024
    cpu_seconds: int | None = None

    def prlimit_options(self) -> list[str]:
        values = {
            "as": self.address_space_bytes,
            "nproc": self.processes,
            "fsize": self.file_size_bytes,
            "nofile": self.open_files,
            "cpu": self.cpu_seconds,
        }
        return ["--core=0", *(f"--{name}={value}" for name, value in values.items() if value is not None)]


@dataclass(frozen=True)
class Mount:
    source: Path
    target: Path

    @classmethod
    def same(cls, path: Path) -> Mount:
        return cls(path, path)


@dataclass(frozen=True)
class Mounts:
    """What the sandbox sees beside the system's own read-only folders. Later mounts cover earlier ones."""

    read_only: tuple[Mount, ...] = ()
    writable: tuple[Mount, ...] = ()


@dataclass(frozen=True)
class Inheritance:
    """The descriptors that a forked process in a sandbox gets from whoever wants it; it inherits no other.

    `output` becomes its standard output and error (None: /dev/null). `control_groups` are opened `cgroup.procs` files:
    the process enters those groups before it does anything. `kept` are found at 3, 4, … by what runs in the sandbox.
    """

    output: int | None = None
    control_groups: tuple[int, ...] = ()
    kept: tuple[int, ...] = ()


@dataclass(frozen=True)
class Sandbox:
    """A whole definition. `identity` None keeps the caller's own id (only for an ordinary user).

    `loopback`: share the host's network namespace, which a lab server needs to reach the hub; everything else gets an
    empty one.
    """

    mounts: Mounts = field(default_factory=Mounts)
    identity: Identity | None = None
    limits: Limits = field(default_factory=Limits)
    environment: Mapping[str, str] = field(default_factory=dict)
    folder: Path = Path("/tmp")  # noqa: S108 - inside the sandbox, a private tmpfs
    loopback: bool = False
    tmp_bytes: int = 1024 * MEBIBYTE

    def as_message(self) -> dict[str, Any]:
        """The definition in JSON's types, for the parent of forked sandboxes."""
        message = asdict(self) | {"folder": str(self.folder)}
        message["mounts"] = {
            kind: [[str(mount.source), str(mount.target)] for mount in mounts]
            for kind, mounts in (("read_only", self.mounts.read_only), ("writable", self.mounts.writable))
        }
        return message

    @classmethod
    def from_message(cls, message: Mapping[str, Any]) -> Sandbox:
        mounts = {
            kind: tuple(Mount(Path(source), Path(target)) for source, target in pairs)
            for kind, pairs in message["mounts"].items()
        }
        who = message["identity"]
        return cls(
            mounts=Mounts(**mounts),
            identity=Identity(who["uid"], who["gid"], tuple(who["groups"])) if who else None,
            limits=Limits(**message["limits"]),
            environment=message["environment"],
            folder=Path(message["folder"]),
            loopback=message["loopback"],
            tmp_bytes=message["tmp_bytes"],
        )
