"""Watches what a sandbox uses, where no cgroup does: memory of the whole process tree, and time."""

from __future__ import annotations

import os
import resource
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

LOOK_EVERY_SECONDS = 0.5
PAGE_BYTES = resource.getpagesize()


class Watchdog:
    """Calls `on_limit("memory" | "time")` once when the tree below `pid` passes a limit. Use as a context."""

    def __init__(self, pid: int, memory_bytes: int, seconds: float, on_limit: Callable[[str], None]) -> None:
        self._pid, self._memory_bytes, self._seconds, self._on_limit = pid, memory_bytes, seconds, on_limit
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, name=f"watchdog-{pid}", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._ended.set()

    def _watch(self) -> None:
        deadline = time.monotonic() + self._seconds
        while not self._ended.wait(LOOK_EVERY_SECONDS):
            reason = "time" if time.monotonic() > deadline else ""
            if tree_resident_bytes(self._pid) > self._memory_bytes < tree_memory_bytes(self._pid):
                reason = "memory"
            if reason:
                self._on_limit(reason)
                return


def tree_memory_bytes(pid: int) -> int:
    """Proportional memory of a process and all below it; shared pages count once."""
    return sum(_of_tree(pid, _memory_bytes))


def tree_resident_bytes(pid: int) -> int:
    """Resident memory of a process and all below it: at least the proportional memory, and a hundred times cheaper."""
    return sum(_of_tree(pid, _resident_bytes))


def tree_cpu_seconds(pid: int) -> float:
    """CPU seconds that a process, all below it, and all that they have waited for have used so far."""
    return sum(_of_tree(pid, _cpu_ticks)) / os.sysconf("SC_CLK_TCK")


def _of_tree(pid: int, measure: Callable[[Path], int]) -> Iterator[int]:
    waiting = [pid]
    while waiting:
        process = Path("/proc") / str(waiting.pop())
        try:
            for task in (process / "task").iterdir():
                waiting += map(int, (task / "children").read_text().split())
            yield measure(process)
        except OSError:
            continue  # it ended while we looked


def _resident_bytes(process: Path) -> int:
    return int((process / "statm").read_text().split()[1]) * PAGE_BYTES


def _cpu_ticks(process: Path) -> int:
    # The name in brackets may hold spaces; user and system time, and those of ended children, are the 14th to 17th.
    fields = (process / "stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:15]))


def _memory_bytes(process: Path) -> int:
    try:
        for line in (process / "smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    except PermissionError:
        # An ordinary user can't look into another user namespace; resident pages are an upper bound.
        for line in (process / "status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) * 1024
    return 0
