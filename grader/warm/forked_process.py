"""A kernel that somebody else forked, with the part of subprocess.Popen's interface that jupyter_client uses."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path

# We are not its parent, so its exit code is not ours to collect.
ENDED = 1


class ForkedProcess:
    """A process known by its descriptor (pidfd_open(2)): no reused process id is ever signalled.

    `pid` is its id as we see it, 0 if it had ended before we looked. `on_end` is called once, when its end was seen.
    """

    stdin = stdout = stderr = None

    def __init__(self, handle: int, on_end: Callable[[], None]) -> None:
        self._handle, self._on_end = handle, on_end
        self._guard = threading.Lock()
        self.returncode: int | None = None
        self.pid = _process_id(handle)

    def poll(self) -> int | None:
        """None while it lives."""
        return self._look(0)

    def wait(self, timeout: float | None = None) -> int:
        code = self._look(None if timeout is None else int(timeout * 1000))
        if code is None:
            raise subprocess.TimeoutExpired("kernel", timeout or 0.0)
        return code

    def send_signal(self, number: int) -> None:
        with self._guard:
            if self.returncode is None:
                with contextlib.suppress(ProcessLookupError):
                    signal.pidfd_send_signal(self._handle, number)

    def kill(self) -> None:
        """End it and, as it is process 1 of its PID namespace, all that it started."""
        self.send_signal(signal.SIGKILL)

    terminate = kill

    def _look(self, milliseconds: int | None) -> int | None:
        if self.returncode is not None:
            return self.returncode
        poll = select.poll()
        poll.register(self._handle, select.POLLIN)
        if not poll.poll(milliseconds):
            return None
        with self._guard:
            first, self.returncode = self.returncode is None, ENDED
            if first:
                os.close(self._handle)
        if first:
            self._on_end()
        return self.returncode


def _process_id(handle: int) -> int:
    for line in Path(f"/proc/self/fdinfo/{handle}").read_text().splitlines():
        if line.startswith("Pid:"):
            return max(0, int(line.split()[1]))
    return 0
