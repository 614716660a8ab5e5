"""The side of whoever wants warm processes: starts their parent, asks it for them, renews it, replaces a dead one."""

from __future__ import annotations

import array
import base64
import json
import logging
import os
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader import processors
from grader.error_tail import ErrorTail
from grader.sandbox import Inheritance, Mount, Mounts, Sandbox, parent_command, seccomp
from grader.warm.forked_process import ForkedProcess
from grader.warm.order import Order, packed
from grader.warm.zygote import LARGEST_MESSAGE_BYTES

log = logging.getLogger("grader.warm")
REPOSITORY = Path(__file__).resolve().parents[2]
START_SECONDS = 90
FORK_SECONDS = 20
_BOOT = "import sys; sys.path.insert(0, sys.argv[1]); from grader.warm.zygote import main; main()"


class WarmUnavailable(Exception):
    """No warm process could be had; a cold one does the same, slower."""


@dataclass(frozen=True)
class Renewal:
    """When a parent is replaced by a fresh one, and how long to wait after one that could not start."""

    forks: int = 5000
    seconds: float = 3600.0
    retry_seconds: float = 60.0


@dataclass(frozen=True)
class Libraries:
    """Modules to load ahead. `later` are loaded after the others, and kernels that a fork makes needn't see them."""

    modules: tuple[str, ...]
    later: tuple[str, ...] = ()


class WarmParent:
    """One parent of warm processes for a lab environment, for any number of threads.

    `view`: what its processes may see, read-only. `writable`: what they may be given to write to.
    """

    def __init__(
        self,
        view: Sandbox,
        modules: Sequence[str] | Libraries,
        renewal: Renewal | None = None,
        clock: Callable[[], float] = time.monotonic,
        writable: Sequence[Path] = (),
    ) -> None:
        self._view, self._renewal, self._clock = view, renewal or Renewal(), clock
        self._libraries = modules if isinstance(modules, Libraries) else Libraries(tuple(modules))
        self._writable = tuple(writable)
        # The kernels' private folders lie here: the parent must see them to hand them on.
        self.folder = Path(tempfile.mkdtemp(prefix="sfw-", dir="/tmp"))
        self.folder.chmod(0o711)
        # bubblewrap dies with the thread that started it, so one thread starts every parent and lives until close().
        self._starter = ThreadPoolExecutor(1, thread_name_prefix="warm-parent", initializer=processors.roam)
        self._guard = threading.Lock()
        self._current: _Generation | None = None
        self._next: Future[_Generation] | None = None
        self._failed_at = float("-inf")

    def start(self) -> None:
        """Begin to start a parent, unless there is one; `fork` does it too. It saves the first kernel the wait."""
        with self._guard:
            self._ensure_next()

    def load(self) -> bool:
        """Start a parent unless there is one, wait until it has loaded, and say whether there is one now."""
        try:
            self._generation()
        except WarmUnavailable:
            return False
        return True

    def fork(self, sandbox: Sandbox, program: str, argv: Sequence[str]) -> ForkedProcess:
        """A process in `sandbox` that does what `python -c program argv…` does. WarmUnavailable if it can't be had."""
        return self.execute(Order(sandbox, program, tuple(argv), processors=processors.here()))

    def execute(self, order: Order, inherited: Inheritance | None = None) -> ForkedProcess:
        """As `fork`, for a process that is given descriptors."""
        generation = self._generation()
        try:
            return generation.fork(order, inherited or Inheritance())
        except WarmUnavailable:
            self._drop(generation)
            raise

    def renew(self) -> None:
        """Use the present parent no more: what it has loaded is not what lies on the disk now."""
        with self._guard:
            old, self._current = self._current, None
            if old is not None:
                old.retire()
            self._ensure_next()

    def close(self) -> None:
        """End the parent and all its kernels."""
        with self._guard:
            generations = [self._current] if self._current else []
            coming, self._current, self._next = self._next, None, None
            self._failed_at = float("inf")
        if coming is not None and not coming.cancel():
            try:
                generations.append(coming.result(START_SECONDS))
            except Exception as error:
                log.warning("A parent of warm kernels did not start: %s", error)
        for generation in generations:
            generation.close()
        self._starter.shutdown()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _generation(self) -> _Generation:
        with self._guard:
            current = self._current
            if current is None or not current.alive or self._is_old(current):
                self._ensure_next()
            coming = self._next
            usable = current is not None and current.alive
        if coming is not None and (coming.done() or not usable):
            return self._take(coming)
        if current is None or not usable:
            raise WarmUnavailable("the last start failed a moment ago")
        return current

    def _is_old(self, generation: _Generation) -> bool:
        age = self._clock() - generation.started_at
        return generation.forks >= self._renewal.forks or age >= self._renewal.seconds

    def _ensure_next(self) -> None:
        if self._next is None and self._clock() - self._failed_at >= self._renewal.retry_seconds:
            view = _parent_view(self._view, (self.folder, *self._writable))
            self._next = self._starter.submit(_Generation, view, self._libraries, self._clock())

    def _take(self, coming: Future[_Generation]) -> _Generation:
        try:
            fresh = coming.result(START_SECONDS)
        except Exception as error:
            with self._guard:
                if self._next is coming:
                    self._next, self._failed_at = None, self._clock()
                    log.warning("No warm kernels: %s. Kernels start cold for now.", error)
                if self._current is not None and self._current.alive:
                    return self._current
            raise WarmUnavailable(str(error)) from error
        with self._guard:
            if self._next is coming:
                old, self._current, self._next = self._current, fresh, None
                if old is not None:
                    old.retire()
        return fresh

    def _drop(self, generation: _Generation) -> None:
        with self._guard:
            if self._current is generation:
                log.warning("The parent of warm kernels failed; a fresh one is started.")
                self._current = None
                generation.retire()
                self._ensure_next()


class _Generation:
    """One parent process. Made in the starting thread; returns when it has loaded everything."""

    def __init__(self, view: Sandbox, libraries: Libraries, now: float) -> None:
        self.started_at, self.forks = now, 0
        self._alive, self._retired, self._kernels = True, False, 0
        self._guard = threading.Lock()
        self._channel, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process: subprocess.Popen[bytes] = subprocess.Popen(
                parent_command([*_interpreter(view), "-c", _BOOT, str(REPOSITORY)], view),
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                env={"PATH": "/usr/bin:/bin"},
                cwd="/",
            )
        self._errors = ErrorTail(self._process.stderr)
        try:
            self._begin(libraries)
        except BaseException:
            self.close()
            raise

    def _begin(self, libraries: Libraries) -> None:
        program = base64.b64encode(seccomp.program()).decode()
        start = {"modules": libraries.modules, "later": libraries.later, "filter": program, "our_code": str(REPOSITORY)}
        answer, _ = self._ask(start, START_SECONDS)
        if answer.get("threads") != 1:
            raise WarmUnavailable(f"a library started {answer.get('threads', 0) - 1} threads at import")
        if answer["missing"]:
            log.info("Not in the lab environment, so not loaded ahead: %s", ", ".join(answer["missing"]))

    @property
    def alive(self) -> bool:
        return self._alive and self._process.poll() is None

    def fork(self, order: Order, inherited: Inheritance) -> ForkedProcess:
        written = order.write()
        try:
            with self._guard:
                counts, sent = packed(inherited)
                answer, descriptors = self._ask({"fork": counts}, FORK_SECONDS, [written, *sent])
                if "forked" not in answer or len(descriptors) != 1:
                    raise WarmUnavailable(str(answer.get("failed", "no process came back")))
                self.forks += 1
                self._kernels += 1
        finally:
            os.close(written)
        return ForkedProcess(descriptors[0], self._ended)

    def _ended(self) -> None:
        with self._guard:
            self._kernels -= 1
            finished = self._retired and self._kernels == 0
        if finished:
            self.close()

    def retire(self) -> None:
        """No more kernels from here; the process ends when its last kernel has."""
        with self._guard:
            self._retired = True
            finished = self._kernels == 0
        if finished:
            self.close()

    def close(self) -> None:
        """End the process and every kernel below it."""
        self._alive = False
        self._channel.close()
        self._process.kill()
        self._process.wait()
        self._errors.close()

    def _ask(
        self, message: dict[str, Any], seconds: float, sent: Sequence[int] = ()
    ) -> tuple[dict[str, Any], list[int]]:
        sending = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", sent))] if sent else []
        try:
            self._channel.settimeout(seconds)
            self._channel.sendmsg([json.dumps(message).encode()], sending)
            space = socket.CMSG_LEN(array.array("i").itemsize)
            body, rights, _flags, _from = self._channel.recvmsg(LARGEST_MESSAGE_BYTES, space, socket.MSG_CMSG_CLOEXEC)
        except OSError as error:
            self._alive = False
            raise WarmUnavailable(f"{error}. {self._errors.words()}".strip()) from error
        if not body:
            self._alive = False
            raise WarmUnavailable(f"the parent ended. {self._errors.words()}".strip())
        descriptors = array.array("i")
        for _level, _kind, data in rights:
            descriptors.frombytes(data)
        answer: dict[str, Any] = json.loads(body)
        return answer, list(descriptors)


def _interpreter(view: Sandbox) -> list[str]:
    """The kernels' own interpreter: the first one on their PATH."""
    return [str(Path(view.environment["PATH"].partition(":")[0]) / "python")]


def _parent_view(view: Sandbox, writable: Sequence[Path]) -> Sandbox:
    """What the parent sees: all that a process may see, where it sees it and where it comes from, and our code."""
    sources = [Mount.same(mount.source) for mount in (*view.mounts.read_only, *view.mounts.writable)]
    code = [Mount.same(REPOSITORY / package) for package in ("grader", "sandbox_data")]
    read_only = tuple(dict.fromkeys((*sources, *code, *view.mounts.read_only)))
    mounts = Mounts(read_only, tuple(map(Mount.same, writable)))
    return Sandbox(mounts, environment=view.environment, tmp_bytes=view.tmp_bytes)
