"""Runs the labs' harness: notebooks in the grading sandbox, two at a time, with data built under the settings."""

from __future__ import annotations

import queue
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

from nbformat import NotebookNode

from grader.checks.box import CheckBox
from grader.engine import Engine
from grader.labside import plan
from grader.watchdog import tree_cpu_seconds
from hub_config import datasets
from hub_config.settings import Settings
from labs.answers import REFERENCE
from labs.catalogue import LabDefinition
from labs.harness import mutation, report, runs
from labs.harness.inspection import Notebooks, inspect_lab
from labs.harness.mutation import TaskMutants
from labs.harness.outcomes import CHECKS_KEY, Outcome, read_outcome
from labs.harness.report import LabReport
from labs.harness.runs import Run
from sandbox_data import building
from sandbox_data.errors import ShopfloorError

T = TypeVar("T")
WORKERS = 2
LONG_SECONDS = 4 * 3600


@dataclass(frozen=True)
class Progress:
    """What a bar shows: `planned(more)` notebooks were added, `done(lab, run)` was executed."""

    planned: Callable[[int], None] = lambda _number: None
    done: Callable[[str, str], None] = lambda _lab, _run: None


class Sandboxes:
    """Executes runs in the grading sandbox, each in a slot of its own. Kernels are forked from a warm parent, as those
    of submissions are; a `long` run's kernel starts cold, because it has limits of its own."""

    def __init__(self, settings: Settings, workers: int = WORKERS, first_slot: int = 0) -> None:
        released = settings.data_folder / building.RELEASED
        released.mkdir(parents=True, exist_ok=True)  # datasets come into it later, as labs need them
        cold = Engine(settings.lab_environment, released)
        limits = replace(cold.limits, cell_seconds=LONG_SECONDS, total_seconds=LONG_SECONDS)
        self._ordinary, self._long = cold.warmed(), replace(cold, limits=limits)
        self._slots: queue.SimpleQueue[int] = queue.SimpleQueue()
        for slot in range(first_slot, first_slot + workers):
            self._slots.put(slot)
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="lab-check")

    def submit(self, run: Run, read: Callable[[NotebookNode], T], progress: Progress) -> Future[T]:
        """Execute `run` when a slot is free; the future holds what `read` makes of it."""
        progress.planned(1)
        return self._pool.submit(self._executed, run, read, progress)

    def close(self) -> None:
        self._pool.shutdown(cancel_futures=True)
        self._ordinary.close()
        self._long.close()

    def _executed(self, run: Run, read: Callable[[NotebookNode], T], progress: Progress) -> T:
        executed = self.execute(run)
        progress.done(run.lab, run.name)
        return read(executed)

    def execute(self, run: Run) -> NotebookNode:
        plan.attach(run.notebook, run.source)
        slot = self._slots.get()
        engine = self._long if run.long else self._ordinary
        try:
            box = engine.boxes.at(slot, engine.lab_environment, engine.released_data)
            before = _seconds(box)
            executed = engine.execute(run.notebook, slot)
            # The box's own start isn't a lab's cost.
            spent = _seconds(box) - before if before else 0.0
        finally:
            self._slots.put(slot)
        executed.metadata[CHECKS_KEY] = {"cpu_s": spent}
        return executed


def _seconds(box: CheckBox) -> float:
    """CPU seconds that a box has used so far, 0 before its start."""
    return tree_cpu_seconds(box.pid) if box.pid is not None else 0.0


@contextmanager
def sandboxes(settings: Settings, workers: int = WORKERS, first_slot: int = 0) -> Iterator[Sandboxes]:
    opened = Sandboxes(settings, workers, first_slot)
    try:
        yield opened
    finally:
        opened.close()


def check_labs(
    settings: Settings,
    labs: Iterable[LabDefinition],
    execution: Sandboxes,
    *,
    full: bool = False,
    progress: Progress | None = None,
) -> Iterator[LabReport]:
    """A report for every lab, in order. A lab that can't be run at all has a report that says why."""
    watcher = progress or Progress()
    started = [_started(settings, lab, execution, full, watcher) for lab in labs]
    for finish in started:
        yield finish()


def _started(
    settings: Settings, lab: LabDefinition, execution: Sandboxes, full: bool, progress: Progress
) -> Callable[[], LabReport]:
    """Hand a lab's runs in; what is returned waits for them and judges."""
    try:
        if lab.dataset is not None:
            datasets.offer(settings, lab.dataset.name).released()
        notebooks = runs.released(lab)
        inspected = tuple(inspect_lab(lab, notebooks))
        wanted = [*runs.ordinary_runs(lab, notebooks), *(runs.stability_runs(lab, notebooks) if full else ())]
        mutants = _Mutants(lab, notebooks, execution, progress) if full else None
    except ShopfloorError as error:
        reason = str(error)
        return lambda: report.could_not_run(lab.code, reason)
    waiting = {run.name: execution.submit(run, read_outcome, progress) for run in wanted}

    def finish() -> LabReport:
        outcomes = {name: future.result() for name, future in waiting.items()}
        judged = report.judge(lab, inspected, outcomes, full=full)
        return judged if mutants is None else mutants.added_to(judged, outcomes[REFERENCE])

    return finish


class _Mutants:
    """The mutants of one lab: forked where a task allows that, else one by one through the engine."""

    def __init__(self, lab: LabDefinition, notebooks: Notebooks, execution: Sandboxes, progress: Progress) -> None:
        self._lab, self._notebooks, self._execution, self._progress = lab, notebooks, execution, progress
        self._source = notebooks.source["ko"]
        self._explained = mutation.survivors(lab)
        self._all = mutation.mutants_by_task(lab, self._source)
        checks = {task: mutation.checks_of(self._source, task) for task in self._all}
        runs_of = dict(zip(self._all, mutation.forked_runs(lab, notebooks), strict=True))
        self._forked = {
            task: execution.submit(run, partial(mutation.read_forked, own_checks=checks[task]), progress)
            for task, run in runs_of.items()
        }

    def added_to(self, judged: LabReport, reference: Outcome) -> LabReport:
        tasks = [forked.result() or self._whole(task, reference) for task, forked in self._forked.items()]
        share, found = mutation.judge_mutants(self._explained, tasks)
        caught = None if share is None else round(share, 4)
        return replace(judged, mutants_caught=caught, findings=(*judged.findings, *found))

    def _whole(self, task: str, reference: Outcome) -> TaskMutants:
        waiting = [
            self._execution.submit(run, read_outcome, self._progress)
            for run in mutation.whole_runs(self._lab, self._notebooks, task)
        ]
        return mutation.read_whole(self._all[task], [future.result() for future in waiting], reference, task)
