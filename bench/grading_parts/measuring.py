"""CPU seconds of everything that this process starts, by a control group, and memory of its tree, from /proc."""

from __future__ import annotations

import os
import time
from pathlib import Path

MEBIBYTE = 1 << 20
SETTLE_SECONDS = 1.0
GROUPS = Path("/sys/fs/cgroup")


class CpuMeter:
    """Counts this process and all that descend from it, however they end and whoever buries them.

    Times of ended children (getrusage) would miss what was killed together with its parent: every graded kernel.
    """

    def __init__(self) -> None:
        name = f"bench-grading-{os.getpid()}"
        for parent, file, unit in (
            (GROUPS / "cpuacct", "cpuacct.usage", 1e9),
            (GROUPS / "unified", "cpu.stat", 1e6),
            (GROUPS, "cpu.stat", 1e6),
        ):
            group = parent / name
            try:
                group.mkdir()
                (group / "cgroup.procs").write_text(str(os.getpid()))
                (group / file).read_text()
            except OSError:
                continue
            self._home, self._group, self._file, self._unit = parent, group, group / file, unit
            return
        raise SystemExit("This bench counts CPU by control groups (cpuacct or cgroup v2) and may make none here.")

    def seconds(self) -> float:
        text = self._file.read_text().split()
        value = text[text.index("usage_usec") + 1] if "usage_usec" in text else text[0]
        return int(value) / self._unit

    def close(self) -> None:
        (self._home / "cgroup.procs").write_text(str(os.getpid()))
        time.sleep(SETTLE_SECONDS)  # what was killed takes a moment to go
        self._group.rmdir()


def _tree(pid: int) -> list[int]:
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


def memory_mb(pid: int) -> float:
    """Proportional memory of the tree, MB: what is shared counts once."""
    total = 0
    for here in _tree(pid):
        try:
            lines = Path(f"/proc/{here}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        total += next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)
    return total / MEBIBYTE
