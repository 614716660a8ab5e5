"""Converter processes by course run: started when needed, kept for the next job, ended when idle, old or broken."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader import processors, wire
from grader.confined import confined_command
from grader.error_tail import ErrorTail
from grader.errors import EngineFault
from grader.sandbox import Identity

JOB_SECONDS = 300


@dataclass(frozen=True)
class Keeping:
    """How long a converter is kept: idle seconds, jobs in its life, and how many there may be at a time.

    To start one costs what a dozen small submissions cost, and its memory does not grow by them.
    """

    idle_seconds: float = 120.0
    jobs: int = 3000
    most: int = 8


class Converters:
    """All converters of one worker, for any number of threads. One job at a time in each course folder."""

    def __init__(self, keeping: Keeping | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self._keeping, self._clock = keeping or Keeping(), clock
        self._guard = threading.Lock()
        self._rooms: dict[Path, _Room] = {}
        # bubblewrap dies with the thread that started it, so one thread starts all and lives until close().
        self._starter = ThreadPoolExecutor(1, thread_name_prefix="converters", initializer=processors.roam)

    def ask(self, folder: Path, identity: Identity | None, job: dict[str, Any]) -> dict[str, Any]:
        """The answer to one job in `folder`. EngineFault if the process ends or takes too long; the next job gets a
        fresh one."""
        with self._room(folder) as room:
            if room.converter is None or room.converter.jobs >= self._keeping.jobs:
                room.end()
                room.converter = self._starter.submit(_Converter, folder, identity).result()
            try:
                return room.converter.ask(job | {"folder": str(folder)})
            finally:
                room.used_at = self._clock()
                if not room.converter.usable:
                    room.end()

    def tend(self) -> None:
        """End converters that nobody has needed for a while. Call it now and then."""
        now = self._clock()
        with self._guard:
            idle = [room for room in self._rooms.values() if now - room.used_at > self._keeping.idle_seconds]
        for room in idle:
            room.end_unless_busy()

    def close(self) -> None:
        """End all of them, after the jobs that are under way."""
        with self._guard:
            rooms = list(self._rooms.values())
        for room in rooms:
            with room.lock:
                room.end()
        self._starter.shutdown()

    @contextmanager
    def _room(self, folder: Path) -> Iterator[_Room]:
        with self._guard:
            room = self._rooms.setdefault(folder, _Room(self._clock()))
            others = sorted((other for other in self._rooms.values() if other.converter), key=lambda o: o.used_at)
        for other in others[: max(0, len(others) + 1 - self._keeping.most)]:
            if other is not room:
                other.end_unless_busy()
        with room.lock:
            yield room


class _Room:
    """The place of a course's converter; `lock` is held while it works."""

    def __init__(self, now: float) -> None:
        self.lock = threading.Lock()
        self.converter: _Converter | None = None
        self.used_at = now

    def end(self) -> None:
        converter, self.converter = self.converter, None
        if converter is not None:
            converter.close()

    def end_unless_busy(self) -> None:
        if self.lock.acquire(blocking=False):
            try:
                self.end()
            finally:
                self.lock.release()


class _Converter:
    """One process."""

    def __init__(self, folder: Path, identity: Identity | None) -> None:
        self.jobs, self.usable = 0, True
        argv = confined_command([sys.executable, "-m", "grader.converting"], identity=identity, writable=(folder,))
        self._process = subprocess.Popen(
            argv,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            umask=0o007,
            env={"PATH": "/usr/bin:/bin"},
        )
        self._errors = ErrorTail(self._process.stderr)

    def ask(self, job: dict[str, Any]) -> dict[str, Any]:
        assert self._process.stdin is not None  # noqa: S101 - opened as a pipe
        assert self._process.stdout is not None  # noqa: S101 - opened as a pipe
        self.jobs += 1
        alarm = threading.Timer(JOB_SECONDS, self._process.kill)
        alarm.start()
        try:
            wire.send(self._process.stdin, job)  # type: ignore[arg-type]
            answer = wire.receive(self._process.stdout)  # type: ignore[arg-type]
        except (wire.ChannelClosed, OSError) as error:
            self.usable = False
            raise EngineFault(f"The converter ended: {error}. {self._errors.words()}".strip()) from None
        except BaseException:
            self.usable = False
            raise
        finally:
            alarm.cancel()
        self.usable = self._process.poll() is None
        return answer

    def close(self) -> None:
        self.usable = False
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:
                    continue  # what was still to be flushed has no reader any more
        self._process.wait()
        self._errors.close()
