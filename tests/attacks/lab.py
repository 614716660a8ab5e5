"""The lab that is attacked: four tasks, eight checks of two points, five of them hidden."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell

from bench.grading_parts.workloads import RUN, Workload, marks, released_from, with_kernel

CODE = "attacked"
MOST = 16.0
GIVEN = "import numpy as np\nimport pandas as pd\nLIMIT = 4.0\ndef near(a, b):\n    return abs(a - b) < 1e-9"
RIGHT = {
    "t1": "def double(x):\n    return 2 * x",
    "t2": "readings = [3.0, 4.5, 6.0]\nkpi = {'mean': sum(readings) / 3, 'above': sum(r > LIMIT for r in readings)}",
    "t3": "raw = pd.DataFrame({'f': [32.0, None, 212.0]})\n"
    "clean = ((raw.dropna() - 32) / 1.8).rename(columns={'f': 'celsius'}).reset_index(drop=True)",
    "t4": "profile = np.arange(1, 4) ** 2\ndef share(kept, total):\n    return kept / total",
}
# For each task: the visible check and the hidden one.
CHECKS = {
    "t1": ("assert double(2) == 4, 'double(2) is 4'", "assert double(31415) == 62830"),
    "t2": ("assert 'mean' in kpi and kpi['above'] == 2", "assert kpi == {'mean': 4.5, 'above': 2}"),
    "t3": (
        "assert list(clean.columns) == ['celsius']",
        "assert len(clean) == 2\nassert np.allclose(clean['celsius'], [0.0, 100.0])",
    ),
    "t4": (
        "np.testing.assert_allclose(profile, [1, 4, 9])",
        "assert near(share(27182, 54364), 0.5)\nassert near(share(16180, 64720), 0.25)",
    ),
}
HIDDEN_WORDS = ("62830", "27182", "64720")
"""What stands in hidden checks alone: in nothing that a trainee reads."""
TRY = """
import ctypes, glob, os, signal, socket, sqlite3, subprocess, sys, urllib.request
def attempt(name, act):
    try: found = act()
    except BaseException as error: print(f"{name}: {type(error).__name__}")
    else: print(f"ESCAPED {name}: {str(found)[:80]!r}")
def read(path):
    with open(path, "rb") as stream: return stream.read(2000)
"""
"""A cell that attempts forbidden things: whatever succeeds prints ESCAPED.

It catches every exception on purpose: however an attempt was stopped, the next one is to be tried.
"""


@dataclass(frozen=True)
class Surroundings:
    """What lies around on the host, for attacks that look for it: a listening port, a number that marks processes,
    the course folder, other files, and the process that grades."""

    port: int
    marker: str
    course: Path
    files: tuple[Path, ...]
    grader: int
    victim: str


@dataclass(frozen=True)
class AttackedLab:
    """The release, and its surroundings. Attacks build their submissions from it."""

    released: NotebookNode
    around: Surroundings

    def notebook(self, *before: str, after: Sequence[str] = (), **answers: str) -> NotebookNode:
        """The release with answers by task, and cells before and after everything else."""
        notebook = copy.deepcopy(self.released)
        for cell in notebook.cells:
            task, _, part = cell.metadata.get("nbgrader", {}).get("grade_id", "").partition("-")
            if part == "solution" and task in answers:
                cell.source = answers[task]
        notebook.cells[:0] = [new_code_cell(source) for source in before]
        notebook.cells += [new_code_cell(source) for source in after]
        return notebook

    def right(self, *before: str, after: Sequence[str] = ()) -> NotebookNode:
        return self.notebook(*before, after=after, **RIGHT)

    def trying(self, source: str) -> NotebookNode:
        """No answers, and a cell that attempts what `source` says."""
        return self.notebook(TRY, source)

    @staticmethod
    def cell(notebook: NotebookNode, name: str) -> NotebookNode:
        (found,) = [one for one in notebook.cells if one.metadata.get("nbgrader", {}).get("grade_id") == name]
        return found


def source_notebook() -> NotebookNode:
    cells: list[Any] = [
        new_markdown_cell("# Attacked"),
        new_code_cell(GIVEN, metadata=marks("given", locked=True)),
    ]
    for task, (visible, hidden) in CHECKS.items():
        body = f"### BEGIN SOLUTION\n{RIGHT[task]}\n### END SOLUTION"
        cells.append(new_code_cell(body, metadata=marks(f"{task}-solution", solution=True)))
        for name, check in (
            ("visible", visible),
            ("hidden", f"### BEGIN HIDDEN TESTS\n{hidden}\n### END HIDDEN TESTS"),
        ):
            cells.append(new_code_cell(check, metadata=marks(f"{task}-{name}", grade=True, locked=True, points=2)))
    return with_kernel(cells)


def attacked(work: Path) -> tuple[Workload, NotebookNode]:
    """The lab released below `work`, and the release."""
    course, data = work / RUN, work / "data" / "released"
    data.mkdir(parents=True)
    (data / "plants.csv").write_text("plant,defects\nA,3\n")
    (data / "plants.csv").chmod(0o666)
    released = released_from(course, CODE, source_notebook())
    workload = Workload(CODE, course, data, dict.fromkeys(CHECKS, 4.0), lambda _number: nbformat.from_dict(released))
    return workload, released
