"""A tiny released lab, and the engine's limits for tests."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from grader.autograding import bulk, sheet
from grader.confined import confined_command
from grader.repairing import SheetCell
from grader.sandbox import Identity
from grader.work import Work
from tests.grader.sandboxes import PLATFORMS, SLOT_UIDS, Platform

RUN = "tiny-daegu-2026-1"
LAB = "tiny"
COURSE_UID = 40_999

RELEASE = """
import sys
import logging; logging.basicConfig()
from nbgrader.converters import GenerateAssignment
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config
folder, run, lab = sys.argv[1:]
config = Config()
directory = CourseDirectory(root=folder, course_id=run, db_url=f"sqlite:///{folder}/gradebook.db", assignment_id=lab,
    student_id=".", groupshared=True, config=config)
GenerateAssignment(coursedir=directory, config=config, create_assignment=True, force=True).start()
"""


def _marks(name: str, **marks: object) -> dict[str, object]:
    base = {"schema_version": 3, "grade_id": name, "locked": False, "solution": False, "grade": False, "task": False}
    return {"nbgrader": base | marks}


def source_notebook() -> NotebookNode:
    """Two checked tasks and a written one: 10 + 10 + 5 points."""
    cells = [
        new_markdown_cell("# Tiny"),
        new_code_cell(
            "def double(x):\n    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION",
            metadata=_marks("t1-solution", solution=True),
        ),
        new_code_cell(
            "assert double(2) == 4, 'double(2) is 4'",
            metadata=_marks("t1-visible", grade=True, locked=True, points=4),
        ),
        new_code_cell(
            "assert double(0) == 0\n### BEGIN HIDDEN TESTS\n"
            "assert double(31415) == 62830, 'double works for large numbers'\n### END HIDDEN TESTS",
            metadata=_marks("t1-hidden", grade=True, locked=True, points=6),
        ),
        new_code_cell(
            "def half(x):\n    ### BEGIN SOLUTION\n    return x / 2\n    ### END SOLUTION",
            metadata=_marks("t2-solution", solution=True),
        ),
        new_code_cell(
            "assert half(4) == 2\n### BEGIN HIDDEN TESTS\nassert half(27182) == 13591\n### END HIDDEN TESTS",
            metadata=_marks("t2-hidden", grade=True, locked=True, points=10),
        ),
        new_markdown_cell("Why?", metadata=_marks("t3-written", grade=True, solution=True, points=5)),
    ]
    return new_notebook(
        cells=cells, metadata={"kernelspec": {"name": "python3", "display_name": "P", "language": "python"}}
    )


def course_identity() -> Identity | None:
    return Identity(COURSE_UID, COURSE_UID) if os.geteuid() == 0 else None


def make_course(folder: Path) -> Path:
    """A course folder as `up` makes it, with the tiny lab released."""
    folder.mkdir(parents=True)
    source = folder / "source" / LAB
    source.mkdir(parents=True)
    nbformat.write(source_notebook(), source / f"{LAB}.ipynb")
    identity = course_identity()
    for path in (folder, folder / "source", source, source / f"{LAB}.ipynb"):
        path.chmod(0o2770 if path.is_dir() else 0o660)
        if identity is not None:
            os.chown(path, identity.uid, identity.gid)
    command = confined_command(
        [sys.executable, "-c", RELEASE, str(folder), RUN, LAB], identity=identity, writable=(folder,)
    )
    done = subprocess.run(command, check=False, capture_output=True, umask=0o007)
    assert done.returncode == 0, done.stderr.decode()
    return folder


@pytest.fixture(scope="session", autouse=True)
def own_slot_ids() -> Iterator[None]:
    """Graded kernels of these tests under ids that no other session's kernels have."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("grader.engine.SLOT_IDS", SLOT_UIDS)
        yield


@pytest.fixture(scope="session")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The course folder as released; copy it, don't work in it."""
    return make_course(tmp_path_factory.mktemp("courses") / RUN)


@pytest.fixture(scope="session")
def cells(released: Path, tmp_path_factory: pytest.TempPathFactory) -> list[SheetCell]:
    """What the released lab's gradebook says, in the release's order."""
    folder = tmp_path_factory.mktemp("sheet") / RUN
    shutil.copytree(released, folder)
    work = Work(folder, RUN, LAB, "hong")
    with work.gradebook() as gradebook:
        return sheet(work, bulk(work, gradebook))


@pytest.fixture
def course(released: Path, tmp_path: Path) -> Path:
    """A course folder of the test's own."""
    folder = tmp_path / RUN
    subprocess.run(["cp", "-a", str(released), str(folder)], check=True)
    return folder


@pytest.fixture(scope="session")
def released_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Open to everybody on this host: what keeps it from being changed is the sandbox."""
    folder = tmp_path_factory.mktemp("data")
    (folder / "table.txt").write_text("1 2 3")
    (folder / "table.txt").chmod(0o666)
    folder.chmod(0o777)
    return folder


@pytest.fixture(params=PLATFORMS, ids=lambda platform: "root" if platform.uid == 0 else "ordinary-user")
def platform(request: pytest.FixtureRequest) -> Platform:
    """Whose platform makes the sandbox: as root, a test runs for both kinds."""
    chosen: Platform = request.param
    return chosen


def answered(released: Path, **answers: str) -> NotebookNode:
    """The release with cells replaced by grade id (`t1_solution="…"`)."""
    notebook = nbformat.read(released / "release" / LAB / f"{LAB}.ipynb", as_version=4)
    for cell in notebook.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id", "").replace("-", "_")
        if name in answers:
            cell.source = answers[name]
    return notebook


RIGHT = {
    "t1_solution": "def double(x):\n    return 2 * x",
    "t2_solution": "def half(x):\n    return x / 2",
    "t3_written": "Because.",
}
