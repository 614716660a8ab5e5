"""On which processors grading runs: all of a slot's processes on one, which they hand to each other.

Checks, kernel and worker wait for each other all the time. On two processors each would wake the other up, and what
one changes in memory the other would have to forget.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable


def stay_with(slot: int, slots: int) -> None:
    """Keep this thread, and the threads and processes that it starts, on the slot's processor.

    Not where there are more slots than processors: the system knows better then who waits.
    """
    processors = sorted(_all())
    if slots <= len(processors):
        move({processors[slot % len(processors)]})


def move(there: Iterable[int]) -> None:
    """Keep this thread, and the threads and processes that it starts, on these processors."""
    with contextlib.suppress(OSError):  # they were taken away meanwhile: anywhere is slower, not wrong
        os.sched_setaffinity(0, there)


def roam() -> None:
    """Let this thread, and the threads and processes that it starts, run wherever this process may."""
    os.sched_setaffinity(0, _all())


def here() -> tuple[int, ...]:
    """The processors of this thread."""
    return tuple(sorted(os.sched_getaffinity(0)))


def _all() -> set[int]:
    # The main thread's, which nobody moves.
    return os.sched_getaffinity(os.getpid())
