"""CPU seconds of everything that is started under a meter, and memory of processes."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

GROUPS = Path("/sys/fs/cgroup")
KIBIBYTE, MEBIBYTE = 1 << 10, 1 << 20


class CpuMeter:
    """Counts what was started inside `entered()` and all that descends from it, whoever buries it."""

    def __init__(self, name: str) -> None:
        for parent, file, unit in (
            (GROUPS / "cpuacct", "cpuacct.usage", 1e9),
            (GROUPS / "unified", "cpu.stat", 1e6),
            (GROUPS, "cpu.stat", 1e6),
        ):
            group = parent / f"bench-{name}-{os.getpid()}"
            try:
                group.mkdir()
                (group / file).read_text()
            except OSError:
                continue
            self._home, self._group, self._file, self._unit = parent, group, group / file, unit
            return
        raise SystemExit("This bench counts CPU by control groups (cpuacct or cgroup v2) and may make none here.")

    @contextlib.contextmanager
    def entered(self) -> Iterator[None]:
        """This process is in the group meanwhile: what it starts is born there and stays."""
        (self._group / "cgroup.procs").write_text(str(os.getpid()))
        try:
            yield
        finally:
            (self._home / "cgroup.procs").write_text(str(os.getpid()))

    def seconds(self) -> float:
        text = self._file.read_text().split()
        value = text[text.index("usage_usec") + 1] if "usage_usec" in text else text[0]
        return int(value) / self._unit

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._group.rmdir()


def family(pid: int) -> list[int]:
    """A process and all below it."""
    found, waiting = [], [pid]
    while waiting:
        here = waiting.pop()
        found.append(here)
        try:
            for task in Path(f"/proc/{here}/task").iterdir():
                waiting += map(int, (task / "children").read_text().split())
        except OSError:
            continue
    return found


def proportional_mb(pids: Iterable[int]) -> float:
    """PSS: a page that several processes share counts for each with its share."""
    return _memory_mb(pids, ("Pss",))


def private_mb(pids: Iterable[int]) -> float:
    """Pages that no other process has."""
    return _memory_mb(pids, ("Private_Clean", "Private_Dirty"))


def _memory_mb(pids: Iterable[int], names: tuple[str, ...]) -> float:
    total = 0
    for pid in pids:
        with contextlib.suppress(OSError):
            for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]:
                name, value = line.split()[:2]
                total += int(value) * KIBIBYTE * (name.rstrip(":") in names)
    return total / MEBIBYTE
