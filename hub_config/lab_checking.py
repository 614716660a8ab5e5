"""Runs the labs' harness: data built under the settings, notebooks executed in sandboxes, and a report a lab."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from dataclasses import replace
from functools import partial

from grader.errors import EngineFault
from hub_config import datasets
from hub_config.lab_sandboxes import WORKERS, Progress, Sandboxes
from hub_config.settings import Settings
from labs.answers import REFERENCE, answer_names
from labs.catalogue import LabDefinition
from labs.harness import mutation, report, runs
from labs.harness.inspection import Notebooks, inspect_lab
from labs.harness.mutation import TaskMutants
from labs.harness.outcomes import Outcome, completed, read_outcome
from labs.harness.report import LabReport
from labs.harness.runs import BranchingRun
from sandbox_data.errors import ShopfloorError


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
    """Hand a lab's runs in; what is returned waits for them and judges.

    A wrong answer is run from the cell where it differs; with `full`, as a submission is, from the first one.
    """
    try:
        if lab.dataset is not None:
            datasets.offer(settings, lab.dataset.name).released()
        notebooks = runs.released(lab)
        inspected = tuple(inspect_lab(lab, notebooks))
        wanted = [*runs.ordinary_runs(lab, notebooks), *(runs.stability_runs(lab, notebooks) if full else ())]
        wrong = _WrongAnswers(lab, notebooks, execution, progress, whole=full)
        mutants = _Mutants(lab, notebooks, execution, progress) if full else None
    except ShopfloorError as error:
        reason = str(error)
        return lambda: report.could_not_run(lab.code, reason)
    waiting = {run.name: execution.submit(run, read_outcome, progress) for run in wanted}

    def finish() -> LabReport:
        try:
            outcomes = {name: future.result() for name, future in waiting.items()}
            outcomes |= wrong.outcomes(outcomes[REFERENCE])
            judged = report.judge(lab, inspected, outcomes, full=full)
            return judged if mutants is None else mutants.added_to(judged, outcomes[REFERENCE])
        except EngineFault as fault:  # a lab that can't be checked, or a fault of ours: neither is a verdict
            return report.could_not_run(lab.code, str(fault))

    return finish


class _WrongAnswers:
    """The wrong answers of one lab: all from where they differ, and whole those that can't be run that way."""

    def __init__(
        self, lab: LabDefinition, notebooks: Notebooks, execution: Sandboxes, progress: Progress, *, whole: bool
    ) -> None:
        self._lab, self._notebooks, self._execution, self._progress = lab, notebooks, execution, progress
        branching = () if whole else tuple(runs.branching_runs(lab, notebooks, WORKERS))
        self._branched = [(run, execution.submit_answers(run, read_outcome, progress)) for run in branching]
        in_branches = {name for run in branching for name in run.answers}
        self._whole = {name: self._submitted(name) for name in answer_names(lab)[1:] if name not in in_branches}

    def outcomes(self, reference: Outcome) -> dict[str, Outcome]:
        """What came of each. `reference`: the outcome of what they have in common."""
        found = _from_where_they_differ(self._branched, reference, lambda _run, name: self._submitted(name))
        return found | {name: whole.result() for name, whole in self._whole.items()}

    def _submitted(self, name: str) -> Future[Outcome]:
        return self._execution.submit(runs.whole_answer(self._lab, self._notebooks, name), read_outcome, self._progress)


def _from_where_they_differ(
    branched: Iterable[tuple[BranchingRun, Future[dict[str, Outcome | None]]]],
    reference: Outcome,
    run_whole: Callable[[BranchingRun, str], Future[Outcome]],
) -> dict[str, Outcome]:
    """What came of versions of the reference, by name. One that could not be run from where it differs is run whole."""
    found: dict[str, Outcome] = {}
    left: dict[str, Future[Outcome]] = {}
    for run, versions in branched:
        for name, version in versions.result().items():
            if version is None:
                left[name] = run_whole(run, name)
            else:
                found[name] = completed(version, run.graded_before(name), reference)
    return found | {name: whole.result() for name, whole in left.items()}


class _Mutants:
    """The mutants of one lab: forked where a task allows that, else through the engine, each from its cell on."""

    def __init__(self, lab: LabDefinition, notebooks: Notebooks, execution: Sandboxes, progress: Progress) -> None:
        self._lab, self._notebooks, self._execution, self._progress = lab, notebooks, execution, progress
        source = notebooks.source["ko"]
        self._explained = mutation.survivors(lab)
        tasks = mutation.mutants_by_task(lab, source)
        checks = {task: mutation.checks_of(source, task) for task in tasks}
        runs_of = dict(zip(tasks, mutation.forked_runs(lab, notebooks), strict=True))
        self._forked = {
            task: execution.submit(run, partial(mutation.read_forked, own_checks=checks[task]), progress)
            for task, run in runs_of.items()
        }

    def added_to(self, judged: LabReport, reference: Outcome) -> LabReport:
        tasks = [forked.result() or self._in_the_engine(task, reference) for task, forked in self._forked.items()]
        share, found = mutation.judge_mutants(self._explained, tasks)
        caught = None if share is None else round(share, 4)
        return replace(judged, mutants_caught=caught, findings=(*judged.findings, *found))

    def _in_the_engine(self, task: str, reference: Outcome) -> TaskMutants:
        branching = tuple(mutation.branching_runs(self._lab, self._notebooks, task, WORKERS))
        found = _from_where_they_differ(
            [(run, self._execution.submit_answers(run, read_outcome, self._progress)) for run in branching],
            reference,
            lambda run, name: self._execution.submit(mutation.whole_run(run, name), read_outcome, self._progress),
        )
        return mutation.caught_by(found, reference, task)
