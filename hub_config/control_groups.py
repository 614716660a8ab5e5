"""Memory and CPU limits of lab servers, where the host has control groups (v1) that we may write. Optional."""

from __future__ import annotations

import contextlib
import os
import signal
from dataclasses import dataclass
from pathlib import Path

ROOT = Path("/sys/fs/cgroup")
OURS = "shopfloor"
PERIOD_MICROSECONDS = 100_000
MEBIBYTE = 1 << 20


@dataclass(frozen=True)
class ControlGroup:
    """Folders of one group below the controllers that are there."""

    folders: tuple[Path, ...]

    @property
    def doors(self) -> tuple[Path, ...]:
        """The files by which a process enters: it writes its id, or 0 for itself."""
        return tuple(folder / "cgroup.procs" for folder in self.folders)

    def remove(self) -> bool:
        """Remove the group and say whether it is gone; one that isn't empty yet stays."""
        for folder in self.folders:
            with contextlib.suppress(OSError):
                folder.rmdir()
        return not any(folder.exists() for folder in self.folders)

    def end_all(self) -> None:
        """Kill every process in the group."""
        for door in self.doors:
            with contextlib.suppress(OSError):
                for pid in door.read_text().split():
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(int(pid), signal.SIGKILL)


def own_control_group(name: str, memory_mb: int, cpus: float, root: Path = ROOT) -> ControlGroup | None:
    """A group with these limits, or None where the host doesn't let us make one."""
    folders = []
    for controller, limits in (
        ("memory", {"memory.limit_in_bytes": memory_mb * MEBIBYTE}),
        ("cpu", {"cpu.cfs_period_us": PERIOD_MICROSECONDS, "cpu.cfs_quota_us": int(cpus * PERIOD_MICROSECONDS)}),
    ):
        if not (root / controller).is_dir():
            continue
        folder = root / controller / OURS / name
        with contextlib.suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)
            for file, value in limits.items():
                (folder / file).write_text(str(value))
            folders.append(folder)
    return ControlGroup(tuple(folders)) if folders else None


def left_behind(prefix: str, root: Path = ROOT) -> list[ControlGroup]:
    """Groups of ours whose name begins so: a platform that was killed leaves them."""
    found: dict[str, list[Path]] = {}
    for controller in ("memory", "cpu"):
        for folder in (root / controller / OURS).glob(f"{prefix}*"):
            found.setdefault(folder.name, []).append(folder)
    return [ControlGroup(tuple(folders)) for folders in found.values()]
