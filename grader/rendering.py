"""Make a page in a child process that may use so much processor time and no more: a page's cost is its author's."""

from __future__ import annotations

import os
import resource
import signal
from collections.abc import Callable

from grader.errors import EngineFault

# A large honest notebook takes about 3 s; nested HTML or unfinished formulas can take days.
RENDER_CPU_SECONDS = 30
_ENDED_BY_LIMIT = {signal.SIGXCPU, signal.SIGKILL}


def page_within(render: Callable[[], str], cpu_seconds: int = RENDER_CPU_SECONDS) -> str | None:
    """What `render` returns, or None if it took too long. EngineFault if it failed.

    Forks: only for a process with a single thread.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _render(render, writing, cpu_seconds)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read().decode()
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) in _ENDED_BY_LIMIT:
        return None
    if status != 0:
        raise EngineFault(f"The feedback page could not be made: {said or status}.")
    return said


def _render(render: Callable[[], str], writing: int, cpu_seconds: int) -> None:
    status = 1
    try:
        resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 1))
        with os.fdopen(writing, "wb") as pipe:
            try:
                page = render()
                status = 0
            except Exception as error:
                page = f"{type(error).__name__}: {error}"
            pipe.write(page.encode("utf-8", "replace"))
    finally:
        os._exit(status)
