"""nbgrader's own quickstart course, its own two submissions, graded by nbgrader and by us: the same gradebook.

Its tests need live objects of the trainee's, so it is graded in compatible mode, as every imported course that says
nothing else; nbgrader itself runs from the labs' environment, which holds nothing of ours.
"""

from __future__ import annotations

import sqlite3
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import nbformat
import nbgrader
import pytest
from nbgrader.utils import is_grade

from bench.grading_parts.ours import Platform
from bench.grading_parts.stock import CONFIG, username
from bench.grading_parts.workloads import RUN, Workload, released_from
from grader.exchange.submissions import accept
from grader.worker import Worker, WorkerConfiguration
from hub_config.identities import course_identity
from tests.grader.executing import LAB_ENVIRONMENT

GUIDE = Path(nbgrader.__file__).parent / "docs" / "source" / "user_guide"
STUDENTS = ("bitdiddle", "hacker")
Row = tuple[Any, ...]


def _workload(problem: str, folder: Path) -> Workload:
    """The problem released from nbgrader's source, and its points by task as the registry wants them."""
    source = nbformat.read(GUIDE / "source" / "ps1" / f"{problem}.ipynb", as_version=4)
    data = folder / "data"
    data.mkdir(parents=True)
    data.chmod(0o755)
    tasks = {
        cell.metadata.nbgrader.grade_id: float(cell.metadata.nbgrader.points) for cell in source.cells if is_grade(cell)
    }
    released_from(folder / RUN, problem, source)
    return Workload(problem, folder / RUN, data, tasks, lambda number: _submission(problem, number))


def _submission(problem: str, number: int) -> Any:
    return nbformat.read(GUIDE / "submitted" / STUDENTS[number] / "ps1" / f"{problem}.ipynb", as_version=4)


def _by_us(workload: Workload, folder: Path) -> Path:
    platform = Platform.make(workload, folder / "platform", len(STUDENTS), LAB_ENVIRONMENT, meter=None)
    try:
        for number in range(len(STUDENTS)):
            content = nbformat.writes(workload.submission(number)).encode()
            accept(platform.desk, username(number), RUN, workload.name, content, datetime.now(UTC))
        configuration = WorkerConfiguration(platform.courses, 1, course_identity)
        worker = Worker(
            platform.registry, platform.desk.store, platform.engine, configuration, lambda: datetime.now(UTC)
        )
        worker.grade_all(lambda: None)
        assert platform.ungraded() == 0
    finally:
        platform.close()
    return platform.courses / RUN


def _by_nbgrader(workload: Workload, folder: Path) -> Path:
    course = folder / "plain"
    subprocess.run(["cp", "-a", str(workload.course), str(course)], check=True)
    (course / "nbgrader_config.py").write_text(CONFIG.format(root=str(course), run=RUN))
    for number in range(len(STUDENTS)):
        place = course / "submitted" / username(number) / workload.name
        place.mkdir(parents=True)
        nbformat.write(workload.submission(number), place / f"{workload.name}.ipynb")
    environment = {"PATH": f"{LAB_ENVIRONMENT / 'bin'}:/usr/bin:/bin", "HOME": str(course), "LANG": "C.UTF-8"}
    command = [str(LAB_ENVIRONMENT / "bin" / "nbgrader"), "autograde", workload.name, "--force"]
    done = subprocess.run(command, cwd=course, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return course


def _gradebook(course: Path) -> set[Row]:
    """Each student's cells: points by tests, whether somebody must mark it, and how many points there are."""
    database = sqlite3.connect(f"file:{course / 'gradebook.db'}?mode=ro", uri=True)
    query = (
        "select s.student_id, c.name, g.auto_score, g.manual_score, g.needs_manual_grade, gc.max_score from grade g "
        "join base_cell c on c.id = g.cell_id join grade_cells gc on gc.id = c.id "
        "join submitted_notebook n on n.id = g.notebook_id join submitted_assignment s on s.id = n.assignment_id"
    )
    rows = set(database.execute(query))
    database.close()
    return rows


@pytest.mark.parametrize("problem", ["problem1", "problem2"])
def test_quickstart_has_the_same_gradebook(problem: str, tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    tmp_path.parent.chmod(0o755)
    workload = _workload(problem, tmp_path / "lab")
    ours, theirs = _gradebook(_by_us(workload, tmp_path)), _gradebook(_by_nbgrader(workload, tmp_path))
    assert ours == theirs
    assert {row[0] for row in ours} == {username(0), username(1)}
    assert any(row[2] for row in ours) or any(row[4] for row in ours), "something was graded, or waits for a mark"
