"""A progress bar for work that takes longer than a moment; quick work and logs stay free of it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

SHOWN_AFTER_SECONDS = 2.0


class Bar:
    """A watcher that draws: the step's name, and a bar where bytes are counted."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task: TaskID = progress.add_task("…", total=None)

    def step(self, text: str) -> None:
        self._progress.update(self._task, description=text, total=None, completed=0)

    def bytes_done(self, done: int, total: int) -> None:
        self._progress.update(self._task, completed=done, total=total)


@contextmanager
def watched(console: Console, after_seconds: float = SHOWN_AFTER_SECONDS) -> Iterator[Bar]:
    """A bar that appears when the block has run for `after_seconds`, on a terminal, and leaves nothing behind."""
    progress = Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TimeElapsedColumn(),
        console=console,
        transient=True,
    )
    timer = threading.Timer(after_seconds, progress.start)
    timer.daemon = True
    if console.is_terminal:
        timer.start()
    try:
        yield Bar(progress)
    finally:
        timer.cancel()
        if timer.is_alive():
            timer.join()
        if progress.live.is_started:
            progress.stop()
