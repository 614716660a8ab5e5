"""The grading worker: takes submissions from the registry, grades them, and reads instructors' marks back."""

from __future__ import annotations

import logging
import os
import queue
import socket
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import nbformat

from courses.registry import Registry
from grader import feedback, leasing, processors, recording
from grader.converters import Converters
from grader.engine import Engine
from grader.errors import EngineFault, Refused
from grader.gradebook import CourseGradebook, Graded
from grader.leasing import Lease
from grader.marks import MarkWatch
from grader.sandbox import Identity
from grader.storage import BlobStore
from sandbox_data.errors import ShopfloorError

log = logging.getLogger("grader.worker")
Clock = Callable[[], datetime]


@dataclass(frozen=True)
class WorkerConfiguration:
    """Where a worker works, and how much of it. `course_identity(run_id)` is the id that owns a run's folder."""

    courses_folder: Path
    slots: int
    course_identity: Callable[[int], Identity | None]
    lease_seconds: float = 120.0
    poll_seconds: float = 0.1
    marks_seconds: float = 2.0
    # Two workers on one host need slots of their own: a slot is a user id.
    first_slot: int = 0


class Worker:
    """One worker process: `slots` threads, each with a slot's kernel id, and one that looks after leases and marks."""

    def __init__(
        self, registry: Registry, store: BlobStore, engine: Engine, configuration: WorkerConfiguration, clock: Clock
    ) -> None:
        self.registry, self.store, self.engine = registry, store, engine
        self.configuration, self.clock = configuration, clock
        self.name = f"{socket.gethostname()[:24]}:{os.getpid()}:{uuid.uuid4().hex[:8]}"
        self.marks = MarkWatch(registry, store, configuration.courses_folder, self.gradebook)
        self._leases: set[Lease] = set()
        self.converters = Converters()
        self._guard = threading.Lock()
        self._recent_runs: list[int] = []

    def run(self, stop: threading.Event) -> None:
        """Grade until `stop` is set; then finish what is under way. Killing the process at any moment loses nothing."""
        slots = self._slots()
        # bubblewrap dies with the thread that started it, a cold kernel's too: the pool's threads live as long as it.
        with self._keepers(stop), self._pool() as pool:
            while not stop.is_set():
                slot = self._free_slot(slots)
                if slot is None:
                    continue
                work = self._next_work()
                if work is None:
                    slots.put(slot)
                    stop.wait(self.configuration.poll_seconds)
                    continue
                pool.submit(self._in_slot, work, slot, slots)

    def grade_all(self, done: Callable[[], None]) -> int:
        """Do everything that waits now, as many pieces at a time as there are slots; the number of pieces.

        `done` is called after each. What can't be graded for now is left for its next try.
        """
        slots, count = self._slots(), 0
        stop = threading.Event()
        with self._keepers(stop), self._pool() as pool:
            running: set[Future[None]] = set()
            while True:
                slot = self._free_slot(slots)
                if slot is not None and (work := self._next_work()) is not None:
                    running.add(pool.submit(self._in_slot, work, slot, slots))
                elif slot is not None:
                    slots.put(slot)
                    if not running:  # what runs may leave more to do: an attempt waits for the one before it
                        stop.set()
                        return count
                    wait(running, return_when=FIRST_COMPLETED)
                ended = {future for future in running if future.done()}
                running -= ended
                count += len(ended)
                for _ in ended:
                    done()

    def close(self) -> None:
        """End the processes that were kept for the next piece of work."""
        self.converters.close()
        self.engine.close()

    def _slots(self) -> queue.SimpleQueue[int]:
        slots: queue.SimpleQueue[int] = queue.SimpleQueue()
        for number in range(self.configuration.slots):
            slots.put(self.configuration.first_slot + number)
        return slots

    def _pool(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(self.configuration.slots, thread_name_prefix="grading")

    @contextmanager
    def _keepers(self, stop: threading.Event) -> Iterator[None]:
        """While the body runs: leases are renewed, idle converters end, and until `stop` marks are read back."""
        ended = threading.Event()
        seconds = self.configuration.lease_seconds
        keepers = [
            threading.Thread(target=self._repeat, args=(ended, self._renew, seconds / 3)),
            threading.Thread(target=self._repeat, args=(stop, self.marks.look, self.configuration.marks_seconds)),
            threading.Thread(target=self._repeat, args=(ended, self.converters.tend, seconds)),
        ]
        for keeper in keepers:
            keeper.start()
        try:
            yield
        finally:
            stop.set()
            ended.set()
            for keeper in keepers:
                keeper.join()

    def grade_waiting(self) -> int:
        """Do everything that waits now, one after the other, in this thread; the number of pieces of work."""
        done = 0
        while (work := self._next_work()) is not None:
            work(self.configuration.first_slot)
            done += 1
        return done

    @staticmethod
    def _free_slot(slots: queue.SimpleQueue[int]) -> int | None:
        try:
            return slots.get(timeout=0.2)
        except queue.Empty:
            return None

    def _next_work(self) -> Callable[[int], None] | None:
        """Instructors' notebooks first: somebody sits and waits for them."""
        try:
            now, seconds = self.clock(), self.configuration.lease_seconds
            execution = leasing.lease_execution(self.registry, now, max(seconds, self._longest_seconds))
            if execution is not None:
                return lambda slot: self._execute_for_instructor(*execution, slot)
            lease = leasing.lease_submission(self.registry, self.name, now, seconds, self._recent_runs)
        except Exception:
            log.exception("The registry could not be asked for work")
            time.sleep(self.configuration.poll_seconds)
            return None
        if lease is None:
            return None
        with self._guard:
            self._leases.add(lease)
            self._recent_runs = [*(r for r in self._recent_runs if r != lease.run_id), lease.run_id]
        return lambda slot: self.grade(lease, slot)

    @property
    def _longest_seconds(self) -> float:
        return self.engine.limits.total_seconds + 120.0

    def _in_slot(self, work: Callable[[int], None], slot: int, slots: queue.SimpleQueue[int]) -> None:
        try:
            processors.stay_with(slot, self.configuration.slots)
            work(slot)
        except Exception:
            log.exception("Work in slot %s ended in an error; its lease will run out", slot)
        finally:
            slots.put(slot)

    # --- one submission ---

    def grade(self, lease: Lease, slot: int) -> None:
        """Grade one leased submission and record the result, whatever it is."""
        try:
            with self.registry.reading() as session:
                attempt = recording.attempt_of(session, lease)
            began = time.monotonic()
            graded, in_gradebook, verdict = self._grade(attempt, slot)
            detail = {"seconds": round(time.monotonic() - began, 2), "mended": len(graded.mended)} | verdict
            if graded.provisional:
                detail |= {"provisional": True, "tampering": list(graded.tampering)}
            blob = self.store.put(graded.feedback.encode())
            recording.record_graded(
                self.registry, lease, graded.cells, blob, self.clock(), in_gradebook=in_gradebook, detail=detail
            )
        except Exception as error:
            reason = str(error) if isinstance(error, ShopfloorError) else f"{type(error).__name__}: {error}"
            log.warning("Submission %s is ungraded: %s", lease.submission_id, reason)
            leasing.give_back(self.registry, lease, reason, self.clock())
        finally:
            with self._guard:
                self._leases.discard(lease)

    def _grade(self, attempt: recording.Attempt, slot: int) -> tuple[Graded, bool, dict[str, object]]:
        gradebook = self.gradebook(attempt.run_id, attempt.run)
        notebook = self.store.get(attempt.blob)
        try:
            graded = gradebook.grade(
                attempt.lab,
                attempt.username,
                notebook,
                attempt.submitted_at,
                lambda node: self.engine.execute(node, slot),
                marked=self.store.get(attempt.marked_blob) if attempt.marked_blob else None,
                scratch=attempt.superseded,
            )
        except Refused as refusal:
            return Graded((), feedback.refusal_page(attempt.lab, refusal.message), ()), False, {"refused": True}
        return graded, not attempt.superseded, {}

    def gradebook(self, run_id: int, run: str) -> CourseGradebook:
        folder = self.configuration.courses_folder / run
        if folder.is_symlink() or not folder.is_dir():
            raise EngineFault(f"{folder} is no folder.", "Start the platform once more: it makes course folders.")
        return CourseGradebook(folder, run, self.configuration.course_identity(run_id), self.converters)

    # --- an instructor's notebook ---

    def _execute_for_instructor(self, execution_id: int, notebook: bytes, slot: int) -> None:
        try:
            executed = self.engine.execute(nbformat.reads(notebook.decode(), as_version=4), slot)
            leasing.finish_execution(self.registry, execution_id, nbformat.writes(executed).encode())
        except Exception as error:
            leasing.finish_execution(self.registry, execution_id, None, str(error) or type(error).__name__)

    # --- beside the work ---

    def _renew(self) -> None:
        with self._guard:
            leases = tuple(self._leases)
        leasing.renew(self.registry, leases, self.clock(), self.configuration.lease_seconds)

    @staticmethod
    def _repeat(end: threading.Event, action: Callable[[], object], seconds: float) -> None:
        while not end.wait(seconds):
            try:
                action()
            except Exception as error:
                log.warning("%s: %s", type(error).__name__, error)
