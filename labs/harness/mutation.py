"""Checks tested by mutation: which runs it takes, and what their answers mean for a lab."""

from __future__ import annotations

import copy
import json
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell
from nbgrader.utils import is_grade, is_solution
from pydantic import TypeAdapter, ValidationError

from labs.answers import solve
from labs.attempts import task_of
from labs.catalogue import LabDefinition
from labs.errors import LabError
from labs.harness.assembling import probed, with_hidden_tests
from labs.harness.findings import Finding
from labs.harness.inspection import Notebooks
from labs.harness.mutants import Mutant, mutants_of
from labs.harness.mutation_program import MARK
from labs.harness.outcomes import Outcome
from labs.harness.runs import BranchingRun, Run
from sandbox_data.text import LocalizedText

PROGRAM = Path(__file__).with_name("mutation_program.py")
CAUGHT = 0.85
TASK_SECONDS = 1800
MUTANTS_ID = "shopfloor-mutants"
_DRIVER = """import sys, types
sys.modules["shopfloor_mutation"] = types.ModuleType("shopfloor_mutation")
exec({program!r}, sys.modules["shopfloor_mutation"].__dict__)
sys.modules["shopfloor_mutation"].report(sys.modules["shopfloor_mutation"].json.loads({plan!r}), globals())
"""


@dataclass(frozen=True)
class TaskMutants:
    """What came of one task's mutants: by name the check that caught it, None for a survivor."""

    task: str
    caught: dict[str, str | None]


def mutants_by_task(lab: LabDefinition, source: NotebookNode) -> dict[str, list[Mutant]]:
    """Every mutant of the lab's solutions. Raises LabError where a solution isn't plain Python."""
    found: dict[str, list[Mutant]] = {}
    for cell in source.cells:
        if cell.cell_type == "code" and is_solution(cell) and not is_grade(cell):
            grade_id = cell.metadata.nbgrader["grade_id"]
            try:
                found.setdefault(task_of(grade_id), []).extend(mutants_of(grade_id, cell.source))
            except SyntaxError as error:
                raise LabError(f"{lab.code}/notebook.py: {grade_id}: {error.msg}") from error
    return {task: mutants for task, mutants in found.items() if mutants}


def forked_runs(lab: LabDefinition, notebooks: Notebooks) -> Iterator[Run]:
    """One run a task: the reference up to the task, then a cell that forks for each mutant of it."""
    source = notebooks.source["ko"]
    graded = with_hidden_tests(solve(notebooks.release["ko"], lab), source)
    for task, mutants in mutants_by_task(lab, source).items():
        yield Run(lab.code, run_name(task), _driven(graded, task, mutants), source, long=True)


def run_name(task: str) -> str:
    return f"mutants:{task}"


def _driven(graded: NotebookNode, task: str, mutants: list[Mutant]) -> NotebookNode:
    notebook = nbformat.from_dict(copy.deepcopy(graded))
    first = next(
        place
        for place, cell in enumerate(notebook.cells)
        if cell.cell_type == "code" and is_solution(cell) and task_of(cell.metadata.nbgrader["grade_id"]) == task
    )
    plan = {
        "task": task,
        "cells": [_plain(cell) for cell in notebook.cells[first:] if cell.cell_type == "code"],
        "mutants": [{"name": m.name, "grade_id": m.grade_id, "source": m.source} for m in mutants],
        "seconds": TASK_SECONDS,
    }
    driver = _DRIVER.format(program=PROGRAM.read_text(encoding="utf-8"), plan=json.dumps(plan))
    # Checks before the task only cost time here.
    before = [cell for cell in notebook.cells[:first] if not is_grade(cell)]
    notebook.cells = [*before, new_code_cell(driver, id=MUTANTS_ID)]
    return notebook


def _plain(cell: NotebookNode) -> dict[str, object]:
    mark = cell.metadata.get("nbgrader", {})
    kind = "check" if is_grade(cell) else "other"
    return {
        "kind": kind,
        "grade_id": mark.get("grade_id", ""),
        "points": mark.get("points", 0) if kind == "check" else 0,
        "source": cell.source,
    }


def read_forked(notebook: NotebookNode, own_checks: Mapping[str, float]) -> TaskMutants | None:
    """The answer of a `forked_runs` notebook; None where the reference itself loses points in a forked kernel.

    That happens where a check asks for what only the engine has, such as labels that never enter a trainee's process.
    """
    cell = next(cell for cell in notebook.cells if cell.get("id") == MUTANTS_ID)
    printed = "".join(str(output.text) for output in cell.outputs if output.output_type == "stream")
    line = next((line for line in printed.splitlines() if line.startswith(MARK)), None)
    if line is None:
        return None
    told = json.loads(line.removeprefix(MARK))
    reached = told["reference"] or {}
    if any(reached.get(check, -1.0) < points for check, points in own_checks.items()):
        return None
    return TaskMutants(told["task"], told["caught"])


def checks_of(source: NotebookNode, task: str) -> dict[str, float]:
    """Grade ids of a task's checks with their points."""
    return {
        cell.metadata.nbgrader["grade_id"]: float(cell.metadata.nbgrader["points"])
        for cell in source.cells
        if cell.cell_type == "code" and is_grade(cell) and task_of(cell.metadata.nbgrader["grade_id"]) == task
    }


def branching_runs(lab: LabDefinition, notebooks: Notebooks, task: str, shares: int) -> Iterator[BranchingRun]:
    """All mutants of a task by their names, through the engine from their cell on, in so many shares: for tasks that
    can't be judged in a fork."""
    source = notebooks.source["ko"]
    graded = with_hidden_tests(solve(notebooks.release["ko"], lab), source)
    places = {cell.metadata.get("nbgrader", {}).get("grade_id"): place for place, cell in enumerate(graded.cells)}
    mutants = mutants_by_task(lab, source).get(task, [])
    for share in range(min(shares, len(mutants))):
        answers = {mutant.name: {places[mutant.grade_id]: mutant.source} for mutant in mutants[share::shares]}
        yield BranchingRun(lab.code, f"{run_name(task)} {share + 1}/{shares}", graded, source, answers)


def whole_run(run: BranchingRun, mutant: str) -> Run:
    """One mutant of `branching_runs` from the first cell on."""
    notebook = nbformat.from_dict(copy.deepcopy(run.notebook))
    for place, source in run.answers[mutant].items():
        notebook.cells[place].source = source
    return Run(run.lab, f"{run.name}: {mutant}", probed(notebook), run.source)


def caught_by(outcomes: Mapping[str, Outcome], reference: Outcome, task: str) -> TaskMutants:
    """What the engine showed of a task's mutants: caught by the first check that gave less than to the reference."""
    wanted = {check.grade_id: check.score or 0.0 for check in reference.checks}
    caught = {
        name: next((c.grade_id for c in outcome.checks if (c.score or 0.0) < wanted[c.grade_id] - 1e-6), None)
        for name, outcome in outcomes.items()
    }
    return TaskMutants(task, caught)


def survivors(lab: LabDefinition) -> dict[str, LocalizedText]:
    """Explained survivors: `answers/survivors.toml`, the mutant's name and why nothing could tell it apart."""
    path = lab.folder / "answers" / "survivors.toml"
    if not path.is_file():
        return {}
    try:
        stated = tomllib.loads(path.read_text(encoding="utf-8"))
        return TypeAdapter(dict[str, LocalizedText]).validate_python(stated)
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        raise LabError(f"{lab.code}/answers/survivors.toml: {str(error).splitlines()[0]}") from error


def judge_mutants(
    explained: Mapping[str, LocalizedText], tasks: Iterable[TaskMutants]
) -> tuple[float | None, list[Finding]]:
    """Share of all mutants that lost points, and what is wrong with it: too few, not explained, or no longer true.

    The share is None where there is nothing to mutate.
    """
    caught = {name: by for task in tasks for name, by in task.caught.items()}
    alive = [name for name, by in caught.items() if by is None]
    share = 1 - len(alive) / len(caught) if caught else None
    found = []
    if share is not None and share < CAUGHT:
        said = f"{len(caught) - len(alive)}/{len(caught)}"
        found.append(Finding("mutants", f"{share:.0%} (기준 {CAUGHT:.0%})", f"{CAUGHT:.0%} wanted", said))
    for name in alive:
        if name not in explained:
            found.append(Finding("survivors.toml", "설명되지 않은 변이", "a survivor without a reason", name))
    for name in explained:
        if name not in caught:
            found.append(Finding("survivors.toml", "없는 변이", "no such mutant", name))
        elif caught[name] is not None:
            found.append(Finding("survivors.toml", f"{caught[name]}에서 걸리는 변이", "is caught after all", name))
    return share, found
