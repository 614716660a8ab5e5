"""Which notebooks must be executed to judge a lab. Whoever runs the harness executes them, in any order."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode

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


Execute = Callable[[Run], NotebookNode]
"""Executes a run's notebook in a sandbox and returns it with outputs."""


def released(lab: LabDefinition) -> Notebooks:
    """The lab's source and release in every language, made now. Raises LabError and ReleaseFailed."""
    sources = {language: source_notebook(lab, language) for language in LANGUAGES}
    with tempfile.TemporaryDirectory(prefix="shopfloor-harness-") as folder:
        releases = {
            language: nbformat.read(release(lab, language, Path(folder)), as_version=4) for language in LANGUAGES
        }
    return Notebooks(sources, releases)


def ordinary_runs(lab: LabDefinition, notebooks: Notebooks) -> Iterator[Run]:
    """The stub and the reference in both languages, and every wrong answer in Korean."""
    for language in LANGUAGES:
        yield _run(lab, notebooks, language, name_in(STUB, language), notebooks.release[language])
    for language in LANGUAGES:
        yield _run(lab, notebooks, language, name_in(REFERENCE, language), solve(notebooks.release[language], lab))
    for answer in answer_names(lab)[1:]:
        yield _run(lab, notebooks, "ko", answer, solve(notebooks.release["ko"], lab, answer))


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
