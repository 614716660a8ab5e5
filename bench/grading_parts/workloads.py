"""What is graded: a reference assignment that is built here, and the golden-batch lab. Each with a mix of answers."""

from __future__ import annotations

import copy
import logging
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import nbformat
import numpy as np
import pandas as pd
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader.converters import GenerateAssignment
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from labs import answers, catalogue
from labs.gradebook import prepare_gradebook
from labs.releasing import release
from sandbox_data.building import build

RUN = "bench-daegu-2026-1"
ROWS = 15_000


@dataclass(frozen=True)
class Workload:
    """A released lab: its code, tasks with points, released data, and what the n-th trainee hands in."""

    name: str
    course: Path
    data: Path
    tasks: dict[str, float]
    submission: Callable[[int], NotebookNode]


def golden_batch(work: Path) -> Workload:
    """The lab as it ships: half right answers, half the wrong ones that its harness knows, and untouched releases."""
    lab = catalogue.lab("golden_batch")
    course, data = work / RUN, work / "data"
    released = nbformat.read(release(lab, "ko", course), as_version=4)
    build("dryer", data_folder=data)
    wrong = answers.answer_names(lab)[1:]

    def submission(number: int) -> NotebookNode:
        if number % 10 == 9:
            return copy.deepcopy(released)
        name = wrong[number // 2 % len(wrong)] if number % 2 else answers.REFERENCE
        return answers.solve(released, lab, name)

    tasks = {task.code: task.points for task in lab.tasks}
    return Workload("golden_batch", course, data / "released", tasks, submission)


# --- the reference assignment ---------------------------------------------------------------------------------------

LOAD = 'frame = pd.read_csv(pathlib.Path(os.environ.get("BENCH_DATA", "/data")) / "batches.csv")'
# For each task: the answer, the check that everybody sees, and the hidden one.
TASKS: dict[str, tuple[str, str, str]] = {
    "t1": (LOAD, "assert frame.shape[1] == 8", "assert len(frame) == 15000"),
    "t2": (
        "clean = frame.dropna()\nclean = clean[clean['x0'].abs() < 4]",
        "assert clean.notna().all().all()",
        "assert clean['x0'].abs().max() < 4 and len(clean) > 14000",
    ),
    "t3": (
        "X_train, X_test, y_train, y_test = train_test_split(clean.drop(columns='y'), clean['y'], test_size=0.3,\n"
        "    stratify=clean['y'], random_state=0)",
        "assert len(X_train) > len(X_test)",
        "assert abs(y_train.mean() - y_test.mean()) < 0.001",
    ),
    "t4": (
        "logistic = make_pipeline(StandardScaler(), LogisticRegression(max_iter=500)).fit(X_train, y_train)",
        "assert hasattr(logistic, 'predict')",
        "assert accuracy_score(y_test, logistic.predict(X_test)) > 0.7",
    ),
    "t5": (
        "forest = RandomForestClassifier(n_estimators=30, random_state=0).fit(X_train, y_train)",
        "assert forest.n_estimators == 30",
        "assert accuracy_score(y_test, forest.predict(X_test)) > 0.75",
    ),
    "t6": (
        "importance = pd.Series(forest.feature_importances_, index=X_train.columns).sort_values()\n"
        "importance.plot(kind='barh', title='importance');",
        "assert len(importance) == 7",
        "assert importance.index[-1] in ('x0', 'x1')",
    ),
    "t7": (
        "confusion = confusion_matrix(y_test, forest.predict(X_test))\nconfusion",
        "assert confusion.shape == (2, 2)",
        "assert confusion.sum() == len(y_test)",
    ),
    "t8": (
        "gain = accuracy_score(y_test, forest.predict(X_test)) - accuracy_score(y_test, logistic.predict(X_test))",
        "assert isinstance(float(gain), float)",
        "",
    ),
}
PARTIAL = "2.0 if gain > 0.02 else 1.0 if gain > 0 else 0.0"
IMPORTS = """import os, pathlib, sys, warnings
import numpy as np
import pandas as pd
import matplotlib.pyplot as plt
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, confusion_matrix
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler"""
# What trainees write instead, by task.
VARIANTS: dict[str, dict[str, str]] = {
    "right": {},
    "keeps outliers": {"t2": "clean = frame.fillna(0)"},
    "does not stratify": {"t3": TASKS["t3"][0].replace("stratify=clean['y'], ", "").replace("0.3", "0.2")},
    "raises": {"t5": "forest = RandomForestClassifier(n_estimators=30, max_depth='deep').fit(X_train, y_train)"},
    "syntax error": {"t4": "logistic = make_pipeline(StandardScaler(, LogisticRegression()).fit(X_train, y_train)"},
    "writes to stderr": {"t7": TASKS["t7"][0] + "\nprint('done', file=sys.stderr)\nwarnings.warn('careful')"},
    "untouched": dict.fromkeys(TASKS, "raise NotImplementedError()"),
}
MIX = (
    *("right", "right", "keeps outliers", "right", "raises", "right", "untouched", "syntax error", "right"),
    "writes to stderr",
    *("right", "does not stratify"),
)


def reference(work: Path) -> Workload:
    """Eight checked tasks of two points on a table of 15,000 x 8, one of them with partial credit."""
    course, data = work / RUN, work / "data" / "released"
    data.mkdir(parents=True)
    _table().to_csv(data / "batches.csv", index=False)
    released = released_from(course, "reference", _reference_source())

    def submission(number: int) -> NotebookNode:
        notebook, written = copy.deepcopy(released), VARIANTS[MIX[number % len(MIX)]]
        for cell in notebook.cells:
            task, _, part = cell.metadata.get("nbgrader", {}).get("grade_id", "").partition("-")
            if part == "solution":
                cell.source = written.get(task, TASKS[task][0])
        return notebook

    return Workload("reference", course, data, dict.fromkeys(TASKS, 2.0), submission)


def _table() -> pd.DataFrame:
    """A synthetic table, for this measurement only: seven columns, a label that the first two decide, some gaps."""
    random = np.random.default_rng(2026)
    columns = {f"x{n}": random.normal(size=ROWS) for n in range(7)}
    score = columns["x0"] * columns["x1"] + columns["x0"] + 0.5 * random.normal(size=ROWS)
    frame = pd.DataFrame(columns).round(4)
    frame["y"] = (score > 0).astype(int)
    frame.loc[random.choice(ROWS, 200, replace=False), "x3"] = np.nan
    return frame


def marks(name: str, **marks: object) -> dict[str, object]:
    base = {"schema_version": 3, "grade_id": name, "locked": False, "solution": False, "grade": False, "task": False}
    return {"nbgrader": base | marks}


def _reference_source() -> NotebookNode:
    cells = [new_markdown_cell("# Reference assignment"), new_code_cell(IMPORTS)]
    for task, (answer, visible, hidden) in TASKS.items():
        body = f"### BEGIN SOLUTION\n{answer}\n### END SOLUTION"
        cells.append(new_code_cell(body, metadata=marks(f"{task}-solution", solution=True)))
        check = (
            f"{visible}\n### BEGIN HIDDEN TESTS\n{hidden}\n### END HIDDEN TESTS" if hidden else f"{visible}\n{PARTIAL}"
        )
        cells.append(new_code_cell(check, metadata=marks(f"{task}-check", grade=True, locked=True, points=2)))
    return with_kernel(cells)


def with_kernel(cells: list[NotebookNode]) -> NotebookNode:
    """A source notebook whose checks run in a process of their own; plain nbgrader doesn't know that mark."""
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return new_notebook(cells=cells, metadata={"kernelspec": kernel, "shopfloor": {"checks": "separate"}})


def released_from(course: Path, lab: str, source: NotebookNode) -> NotebookNode:
    """Write the source into the course folder and release it by nbgrader itself; the release."""
    folder = course / "source" / lab
    folder.mkdir(parents=True)
    nbformat.write(source, folder / f"{lab}.ipynb")
    config = Config()
    directory = CourseDirectory(
        config=config,
        root=str(course),
        course_id=course.name,
        db_url=prepare_gradebook(course / "gradebook.db"),
        assignment_id=lab,
    )
    converter = GenerateAssignment(coursedir=directory, config=config, create_assignment=True, force=True)
    converter.log = logging.getLogger("bench.release")
    converter.start()
    return nbformat.read(course / "release" / lab / f"{lab}.ipynb", as_version=4)


def tiny(work: Path) -> Workload:
    """Almost no work in the cells: what is left is the grader's own. For the question whether cost grows evenly."""
    course, data = work / RUN, work / "data"
    data.mkdir(parents=True)
    cells = [
        new_code_cell("### BEGIN SOLUTION\nx = 2\n### END SOLUTION", metadata=marks("t1-solution", solution=True)),
        new_code_cell("assert x == 2", metadata=marks("t1-check", grade=True, locked=True, points=2)),
    ]
    released = released_from(course, "tiny", with_kernel(cells))

    def submission(number: int) -> NotebookNode:
        notebook = copy.deepcopy(released)
        notebook.cells[0].source = f"x = {2 + number % 2}"
        return notebook

    return Workload("tiny", course, data, {"t1": 2.0}, submission)


def copied(workload: Workload, folder: Path) -> Path:
    """A copy of the released course folder, with owner and modes."""
    subprocess.run(["cp", "-a", str(workload.course), str(folder)], check=True)
    return folder
