"""Which notebooks must be executed to judge a lab. Whoever runs the harness executes them, in any order."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader.utils import is_grade

from labs.answers import REFERENCE, answer_names, solve
from labs.authoring import source_notebook
from labs.catalogue import LabDefinition
from labs.harness.assembling import probed, with_hidden_tests
from labs.harness.inspection import Notebooks
from labs.harness.seeds import with_other_seeds
from labs.releasing import release
from sandbox_data.text import LANGUAGES, Language

STUB = "stub"
SEED_SHIFTS = (101, 202)
"""Added to every seed of a lab in the second and the third run; the first one is the reference as it stands."""
THREADS = 2


@dataclass(frozen=True)
class Run:
    """One notebook to execute; `source` holds its checks. `long`: it needs more than a lab's limits."""

    lab: str
    name: str
    notebook: NotebookNode
    source: NotebookNode
    long: bool = False


@dataclass(frozen=True)
class BranchingRun:
    """The reference, and answers that differ from it: by name, other sources by index of the cell."""

    lab: str
    name: str
    notebook: NotebookNode
    source: NotebookNode
    answers: Mapping[str, Mapping[int, str]]

    def graded_before(self, answer: str) -> int:
        """How many graded cells stand before the first cell of code in which an answer differs."""
        cells = self.notebook.cells
        first = min(index for index in self.answers[answer] if cells[index].cell_type == "code")
        return sum(is_grade(cell) for cell in cells[:first])


def released(lab: LabDefinition) -> Notebooks:
    """The lab's source and release in every language, made now. Raises LabError and ReleaseFailed."""
    sources = {language: source_notebook(lab, language) for language in LANGUAGES}
    with tempfile.TemporaryDirectory(prefix="shopfloor-harness-") as folder:
        releases = {
            language: nbformat.read(release(lab, language, Path(folder)), as_version=4) for language in LANGUAGES
        }
    return Notebooks(sources, releases)


def ordinary_runs(lab: LabDefinition, notebooks: Notebooks) -> Iterator[Run]:
    """The stub and the reference in both languages."""
    for language in LANGUAGES:
        yield _run(lab, notebooks, language, name_in(STUB, language), notebooks.release[language])
    for language in LANGUAGES:
        yield _run(lab, notebooks, language, name_in(REFERENCE, language), solve(notebooks.release[language], lab))


def whole_answer(lab: LabDefinition, notebooks: Notebooks, answer: str) -> Run:
    """A wrong answer, in Korean, from the first cell to the last."""
    return _run(lab, notebooks, "ko", answer, solve(notebooks.release["ko"], lab, answer))


def branching_runs(lab: LabDefinition, notebooks: Notebooks, shares: int) -> Iterator[BranchingRun]:
    """All wrong answers that differ from the reference in a cell of code, in so many shares of like cost.

    An answer is run from the cell where it differs on: what comes before is the reference's.
    """
    source = notebooks.source["ko"]
    reference = with_hidden_tests(solve(notebooks.release["ko"], lab), source)
    different: list[tuple[int, str, dict[int, str]]] = []
    for answer in answer_names(lab)[1:]:
        answered = with_hidden_tests(solve(notebooks.release["ko"], lab, answer), source)
        sources = {
            index: cell.source
            for index, (cell, right) in enumerate(zip(answered.cells, reference.cells, strict=True))
            if cell.source != right.source
        }
        code = [index for index in sources if reference.cells[index].cell_type == "code"]
        if code:
            different.append((min(code), answer, sources))
    different.sort(key=lambda found: found[:2])
    for share in range(min(shares, len(different))):
        answers = {answer: sources for _first, answer, sources in different[share::shares]}
        yield BranchingRun(lab.code, f"answers {share + 1}/{shares}", reference, source, answers)


def stability_runs(lab: LabDefinition, notebooks: Notebooks) -> Iterator[Run]:
    """The reference with other seeds, and with two threads for BLAS."""
    solved = solve(notebooks.release["ko"], lab)
    source = notebooks.source["ko"]
    graded = with_hidden_tests(solved, source)
    for shift in SEED_SHIFTS:
        yield Run(lab.code, f"seed+{shift}", probed(with_other_seeds(graded, shift), seed=shift), source)
    yield Run(lab.code, f"threads={THREADS}", probed(graded, threads=THREADS), source)


def name_in(name: str, language: Language) -> str:
    """A run's name; Korean is the one that isn't named."""
    return name if language == "ko" else f"{name} ({language})"


def _run(lab: LabDefinition, notebooks: Notebooks, language: Language, name: str, answered: NotebookNode) -> Run:
    source = notebooks.source[language]
    return Run(lab.code, name, probed(with_hidden_tests(answered, source)), source)
