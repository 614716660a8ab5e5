"""Memory and CPU limits of lab servers, where the host has control groups (v1) that we may write. Optional."""

from __future__ import annotations

import contextlib
import os
from dataclasses import dataclass
from pathlib import Path

ROOT = Path("/sys/fs/cgroup")
PERIOD_MICROSECONDS = 100_000
MEBIBYTE = 1 << 20


@dataclass(frozen=True)
class ControlGroup:
    """Folders of one group below the controllers that are there; a process enters by writing its id."""

    folders: tuple[Path, ...]

    def enter(self) -> None:
        """Move the calling process in. Called in the child, before it becomes bubblewrap."""
        for folder in self.folders:
            with contextlib.suppress(OSError):
                (folder / "cgroup.procs").write_text(str(os.getpid()))

    def remove(self) -> bool:
        """Remove the group and say whether it is gone; one that isn't empty yet stays."""
        for folder in self.folders:
            with contextlib.suppress(OSError):
                folder.rmdir()
        return not any(folder.exists() for folder in self.folders)


def own_control_group(name: str, memory_mb: int, cpus: float, root: Path = ROOT) -> ControlGroup | None:
    """A group with these limits, or None where the host doesn't let us make one."""
    folders = []
    for controller, limits in (
        ("memory", {"memory.limit_in_bytes": memory_mb * MEBIBYTE}),
        ("cpu", {"cpu.cfs_period_us": PERIOD_MICROSECONDS, "cpu.cfs_quota_us": int(cpus * PERIOD_MICROSECONDS)}),
    ):
        if not (root / controller).is_dir():
            continue
        folder = root / controller / "shopfloor" / name
        with contextlib.suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)
            for file, value in limits.items():
                (folder / file).write_text(str(value))
            folders.append(folder)
    return ControlGroup(tuple(folders)) if folders else None
