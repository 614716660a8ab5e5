"""Makes pages in a child process that may use so much processor time a page and no more: a page's cost is its author's.

The child is kept for the next page: what the first one loads and remembers, no later one pays for.
"""

from __future__ import annotations

import math
import os
import resource
import signal
import time
from collections.abc import Callable
from multiprocessing.connection import Connection, Pipe
from typing import Any, NoReturn

from grader.errors import EngineFault

# A large honest notebook takes about 3 s; nested HTML or unfinished formulas can take days.
RENDER_CPU_SECONDS = 30
PAGES_OF_A_CHILD = 3000
_ENDED_BY_LIMIT = {signal.SIGXCPU, signal.SIGKILL}
_FIRST_DESCRIPTOR = 3


class Renderer:
    """One child at a time, started when needed. Only for a process with a single thread: it forks.

    `make` turns what is given into a page, in the child; `practise` is done there once, before the first page.
    """

    def __init__(self, make: Callable[[Any], str], practise: Callable[[], object] = lambda: None) -> None:
        self._make, self._practise = make, practise
        self._child, self._pages = 0, 0
        self._pipe: Connection[Any, Any] | None = None

    def start(self) -> Connection[Any, Any]:
        """Start the child, unless there is one, and go on: it makes ready meanwhile. Our end of the pipe to it."""
        if self._pages >= PAGES_OF_A_CHILD:
            self.close()
        if self._pipe is None:
            self._pipe, theirs = Pipe()
            self._child, self._pages = os.fork(), 0
            if self._child == 0:
                self._live(theirs)
            theirs.close()
        return self._pipe

    def page(self, given: Any, cpu_seconds: int = RENDER_CPU_SECONDS) -> str | None:
        """The page made of `given` (anything that can be pickled); None if it took too long. EngineFault if it failed.

        An unmade page costs the child its life; the next page has a fresh one.
        """
        pipe = self.start()
        self._pages += 1
        try:
            pipe.send((given, cpu_seconds))
            page, failure = pipe.recv()
        except (EOFError, OSError):
            status = self._end(pipe)
            if os.WIFSIGNALED(status) and os.WTERMSIG(status) in _ENDED_BY_LIMIT:
                return None
            raise EngineFault(f"The feedback page could not be made: its process ended ({status}).") from None
        if failure:
            raise EngineFault(f"The feedback page could not be made: {failure}.")
        return str(page)

    def close(self) -> None:
        """End the child, if there is one."""
        if self._pipe is not None:
            os.kill(self._child, signal.SIGKILL)
            self._end(self._pipe)

    def _end(self, pipe: Connection[Any, Any]) -> int:
        pipe.close()
        self._pipe, self._pages = None, 0
        return os.waitpid(self._child, 0)[1]

    def _live(self, pipe: Connection[Any, Any]) -> NoReturn:
        """In the child. Nothing of the parent's stays open: nobody waits for us when it ends, and then we end too."""
        try:
            os.closerange(_FIRST_DESCRIPTOR, pipe.fileno())
            os.closerange(pipe.fileno() + 1, os.sysconf("SC_OPEN_MAX"))
            null = os.open(os.devnull, os.O_RDWR)
            os.dup2(null, 0)
            os.dup2(null, 1)
            self._practise()
            while True:
                given, cpu_seconds = pipe.recv()
                _limit(cpu_seconds)
                pipe.send(self._made(given))
        finally:
            os._exit(0)

    def _made(self, given: Any) -> tuple[str, str]:
        try:
            return self._make(given), ""
        except Exception as error:
            return "", f"{type(error).__name__}: {error}"


def _limit(cpu_seconds: int) -> None:
    """Allow this process so much processor time from now on; the system ends it after that."""
    used = math.ceil(time.process_time())
    _soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (used + cpu_seconds, hard))
