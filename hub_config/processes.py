"""The processes below this one: found, ended, and buried, so that nothing stays behind."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import time
from collections.abc import Collection, Iterable
from pathlib import Path

PR_SET_CHILD_SUBREAPER = 36
END_SECONDS = 5.0


def become_subreaper() -> None:
    """Let orphans of the hub (a proxy, a service) fall to this process instead of to init, so that it can end them.

    Source: prctl(2), PR_SET_CHILD_SUBREAPER.
    """
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def end_descendants(kept: Collection[int] = ()) -> None:
    """End all processes below this one but those with the ids `kept`: asked first, then killed."""
    _signal(signal.SIGTERM, _others(kept))
    deadline = time.monotonic() + END_SECONDS
    while _others(kept) and time.monotonic() < deadline:
        _reap(kept)
        time.sleep(0.05)
    _signal(signal.SIGKILL, _others(kept))
    _reap(kept)


def _others(kept: Collection[int]) -> list[int]:
    return [pid for pid in descendants() if pid not in kept]


def descendants(of: int | None = None) -> list[int]:
    """Ids of all processes below this one (or below `of`), nearest first."""
    parents = _parents()
    found: list[int] = []
    level = [of or os.getpid()]
    while level:
        level = [pid for pid, parent in parents.items() if parent in level and pid not in found]
        found += level
    return found


def _reap(kept: Collection[int]) -> None:
    """Bury what has ended, but not what somebody holds a Popen for."""
    for pid in _others(kept):
        with contextlib.suppress(ChildProcessError):
            os.waitpid(pid, os.WNOHANG)


def _parents() -> dict[int, int]:
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError, ValueError, IndexError):
                stat = (entry / "stat").read_text()
                parents[int(entry.name)] = int(stat.rpartition(")")[2].split()[1])
    return parents


def _signal(sign: signal.Signals, pids: Iterable[int]) -> None:
    for pid in pids:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(pid, sign)
