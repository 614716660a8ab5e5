"""Executes the harness's notebooks in the grading sandbox: worker processes, each with an engine and a slot of its own.

Processes, not threads: CPython before 3.11.8 fails when two threads parse Python at the same time (gh-106905).
"""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from multiprocessing.queues import SimpleQueue
from multiprocessing.util import Finalize
from typing import TypeVar

from nbformat import NotebookNode

from grader.checks.box import CheckBox, Shown
from grader.checks.branching import Branch
from grader.engine import Engine
from grader.labside import plan
from grader.sandbox.kernel_calls import die_with_parent
from grader.watchdog import tree_cpu_seconds
from hub_config.settings import Settings
from labs.harness.outcomes import CHECKS_KEY
from labs.harness.runs import BranchingRun, Run
from sandbox_data import building, folders

T = TypeVar("T")
WORKERS = 2
LONG_SECONDS = 4 * 3600


@dataclass(frozen=True)
class Progress:
    """What a bar shows: `planned(more)` notebooks were added, `done(lab, run)` was executed."""

    planned: Callable[[int], None] = lambda _number: None
    done: Callable[[str, str], None] = lambda _lab, _run: None


class Sandboxes:
    """So many workers, with slots from `first_slot` on. Use `sandboxes`, which ends them."""

    def __init__(self, settings: Settings, workers: int = WORKERS, first_slot: int = 0) -> None:
        released, held_out = (settings.data_folder / name for name in (building.RELEASED, folders.HELD_OUT))
        for folder in (released, held_out):
            folder.mkdir(parents=True, exist_ok=True)  # datasets come into it later, as labs need them
        context = multiprocessing.get_context("spawn")
        slots = context.SimpleQueue()
        for slot in range(first_slot, first_slot + workers):
            slots.put(slot)
        shown = Shown(settings.lab_environment, released, held_out)
        self._pool = ProcessPoolExecutor(workers, mp_context=context, initializer=_begin, initargs=(shown, slots))

    def submit(self, run: Run, read: Callable[[NotebookNode], T], progress: Progress) -> Future[T]:
        """Execute `run` as soon as a worker is free; the future holds what `read`, a module's function, makes of it."""
        progress.planned(1)
        future = self._pool.submit(_executed, run, read)
        future.add_done_callback(lambda _future: progress.done(run.lab, run.name))
        return future

    def submit_answers(
        self, run: BranchingRun, read: Callable[[NotebookNode], T], progress: Progress
    ) -> Future[dict[str, T | None]]:
        """Execute all answers of `run`, each from where it differs; None for one that has to be run whole."""
        progress.planned(1)
        future = self._pool.submit(_branched, run, read)
        future.add_done_callback(lambda _future: progress.done(run.lab, run.name))
        return future

    def close(self) -> None:
        self._pool.shutdown(cancel_futures=True)


@contextmanager
def sandboxes(settings: Settings, workers: int = WORKERS, first_slot: int = 0) -> Iterator[Sandboxes]:
    opened = Sandboxes(settings, workers, first_slot)
    try:
        yield opened
    finally:
        opened.close()


# --- in a worker ------------------------------------------------------------------------------------------------------


class _Worker:
    """Kernels are forked from a warm parent, as those of submissions are; a `long` run's kernel starts cold, because it
    has limits of its own."""

    def __init__(self, cold: Engine, slot: int) -> None:
        limits = replace(cold.limits, cell_seconds=LONG_SECONDS, total_seconds=LONG_SECONDS)
        self._slot = slot
        self._ordinary, self._long = cold.warmed(), replace(cold, limits=limits)
        # One kernel for many answers, whose cells have the time that cells have.
        self._branching = replace(self._ordinary, limits=replace(cold.limits, total_seconds=LONG_SECONDS))

    def execute(self, run: Run) -> NotebookNode:
        plan.attach(run.notebook, run.source)
        engine = self._long if run.long else self._ordinary
        box = engine.box(self._slot)
        before = _seconds(box)
        executed = engine.execute(run.notebook, self._slot)
        # The box's own start isn't a lab's cost.
        executed.metadata[CHECKS_KEY] = {"cpu_s": _seconds(box) - before if before else 0.0}
        return executed

    def execute_answers(self, run: BranchingRun) -> dict[str, NotebookNode | None]:
        plan.attach(run.notebook, run.source)
        branches = [Branch(name, sources) for name, sources in run.answers.items()]
        return self._branching.execute_branches(run.notebook, branches, self._slot)

    def close(self) -> None:
        self._ordinary.close()
        self._long.close()


def _seconds(box: CheckBox) -> float:
    """CPU seconds that a box has used so far, 0 before its start."""
    return tree_cpu_seconds(box.pid) if box.pid is not None else 0.0


_workers: list[_Worker] = []


def _begin(shown: Shown, slots: SimpleQueue[int]) -> None:
    die_with_parent(signal.SIGKILL)  # a pool's processes outlive whoever was killed, and with them their sandboxes
    worker = _Worker(Engine(shown.lab_environment, shown.released_data, held_out=shown.held_out), slots.get())
    _workers.append(worker)
    # A pool's process ends without running what `atexit` holds.
    Finalize(None, worker.close, exitpriority=10)


def _executed(run: Run, read: Callable[[NotebookNode], T]) -> T:
    return read(_workers[0].execute(run))


def _branched(run: BranchingRun, read: Callable[[NotebookNode], T]) -> dict[str, T | None]:
    executed = _workers[0].execute_answers(run)
    return {name: None if notebook is None else read(notebook) for name, notebook in executed.items()}
