"""Marks made by hand in a run's gradebook: they reach registry and feedback, and stay with the answer they were for."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from sqlalchemy import select

from courses.registry import Course, CourseRun, SubmissionState, TaskScore, open_registry
from grader.errors import EngineFault
from grader.gradebook import CourseGradebook
from grader.limits import GradingLimits
from grader.marks import MarkWatch, signature
from tests.grader.conftest import LAB, RIGHT, RUN, answered
from tests.grader.grading_world import GradingWorld

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)


@dataclass
class NoKernel:
    """An engine that runs nothing: all checks pass, or it fails."""

    limits: GradingLimits = field(default_factory=GradingLimits)
    broken: bool = False

    def execute(self, notebook: NotebookNode, slot: int) -> NotebookNode:
        if self.broken:
            raise EngineFault("no kernel could be started")
        return notebook


@dataclass
class Marking:
    """A world with an instructor's gradebook at hand."""

    world: GradingWorld
    engine: NoKernel = field(default_factory=NoKernel)

    def __post_init__(self) -> None:
        # Time stands still: the pauses between readings, which follow from how long a reading takes, are none.
        self.watch = MarkWatch(
            self.world.registry, self.world.store, self.world.course.parent, self.opened, clock=lambda: 0.0
        )
        self.readings = 0

    def opened(self, _run_id: int, _run: str) -> CourseGradebook:
        self.readings += 1
        return self.world.gradebook

    def submit(self, username: str, released: Path, answer: str = "Because.") -> None:
        self.world.submit(username, answered(released, **RIGHT | {"t3_written": answer}))
        self.grade()

    def grade(self) -> None:
        self.world.grade(engine=self.engine)

    def mark(self, username: str, cell: str = "t3-written", comment: str | None = None, **values: float | None) -> None:
        """What formgrader writes when an instructor types a mark."""
        with Gradebook(f"sqlite:///{self.world.course / 'gradebook.db'}", RUN) as gradebook:
            grade = gradebook.find_grade(cell, LAB, LAB, username)
            for name, value in values.items():
                setattr(grade, name, value)
            grade.needs_manual_grade = grade.manual_score is None and grade.auto_score is None
            if comment is not None:
                gradebook.find_comment(cell, LAB, LAB, username).manual_comment = comment
            gradebook.db.commit()

    def manual(self, username: str, attempt: int = 1) -> float | None:
        return self.world.points(username, attempt)["t3"][1]


@pytest.fixture(scope="module")
def first(released: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which hong's first attempt is graded: registry, blobs and course."""
    folder = tmp_path_factory.mktemp("marks")
    subprocess.run(["cp", "-a", str(released), str(folder / RUN)], check=True)
    registry = open_registry(f"sqlite:///{folder / 'registry.sqlite'}")
    registry.migrate()
    Marking(GradingWorld(registry, folder / RUN, folder, NOW)).submit("hong", released)
    registry.close()
    return folder


@pytest.fixture
def graded(first: Path, tmp_path: Path) -> Iterator[Marking]:
    """The same in a folder of the test's own, looked at once."""
    folder = tmp_path / "own"
    subprocess.run(["cp", "-a", str(first), str(folder)], check=True)
    registry = open_registry(f"sqlite:///{folder / 'registry.sqlite'}")
    marking = Marking(GradingWorld(registry, folder / RUN, folder, NOW, fresh=False))
    marking.watch._seen[RUN] = signature(folder / RUN)
    yield marking
    registry.close()


def test_a_mark_reaches_the_registry_and_the_feedback_and_can_be_taken_back(graded: Marking) -> None:
    world = graded.world
    page = world.page("hong")
    graded.mark("hong", manual_score=4.0, comment="근거가 분명합니다")
    assert graded.watch.look() == 1
    assert world.points("hong")["t3"] == (None, 4.0)
    row = world.row("hong")
    assert (row.score, row.max_score, row.needs_mark) == (24.0, 25.0, False)
    assert "근거가 분명합니다" not in page
    assert "근거가 분명합니다" in world.page("hong")
    with world.registry.reading() as session:
        assert "근거가 분명합니다" in session.scalars(select(TaskScore.comment)).all()
    # A gradebook that did not change since is not opened.
    before = graded.readings
    assert graded.watch.look() == 0
    assert graded.readings == before
    assert signature(world.course.parent / "nothing") == ()
    # A mark that is taken back is gone.
    graded.mark("hong", manual_score=None)
    assert graded.watch.look() == 1
    assert graded.manual("hong") is None
    assert world.row("hong").needs_mark


def test_a_mark_on_a_checked_cell_replaces_the_check_s_points_and_extra_credit_is_added(graded: Marking) -> None:
    graded.mark("hong", "t1-hidden", manual_score=3.0)
    graded.mark("hong", "t2-hidden", extra_credit=2.0)
    assert graded.watch.look() == 1
    assert graded.world.points("hong") == {"t1": (4.0, 3.0), "t2": (10.0, 2.0), "t3": (None, None)}
    assert graded.world.row("hong").score == 19.0


def test_a_mark_for_another_attempt_changes_nothing(graded: Marking) -> None:
    """An instructor's own collect and autograde can put a newer attempt there before the platform graded it."""
    graded.mark("hong", manual_score=4.0)
    with Gradebook(f"sqlite:///{graded.world.course / 'gradebook.db'}", RUN) as gradebook:
        gradebook.find_submission(LAB, "hong").timestamp = datetime(2026, 11, 24, 3, 0)
        gradebook.db.commit()
    assert graded.watch.look() == 0
    assert graded.manual("hong") is None


# --- the next attempt ------------------------------------------------------------------------------------------------


def test_a_mark_stays_with_an_answer_that_did_not_change(graded: Marking, released: Path) -> None:
    graded.mark("hong", manual_score=4.0, comment="좋습니다")
    graded.submit("hong", released)
    assert graded.manual("hong", 2) == 4.0
    assert not graded.world.row("hong", 2).needs_mark
    assert "좋습니다" in graded.world.page("hong", 2)


def test_a_mark_goes_with_the_answer_that_it_was_for(graded: Marking, released: Path) -> None:
    graded.mark("hong", manual_score=4.0, comment="좋습니다")
    graded.mark("hong", "t1-hidden", manual_score=1.0)
    graded.watch.look()
    graded.submit("hong", released, "다른 답")
    assert graded.world.points("hong", 2) == {"t1": (10.0, None), "t2": (10.0, None), "t3": (None, None)}
    assert graded.world.row("hong", 2).needs_mark
    assert "좋습니다" not in graded.world.page("hong", 2)
    # What counted for the first attempt still does.
    assert graded.manual("hong", 1) == 4.0


def test_grading_the_same_attempt_again_keeps_its_marks(graded: Marking) -> None:
    graded.mark("hong", manual_score=4.0)
    graded.mark("hong", "t1-hidden", manual_score=1.0)
    graded.world.requeue("hong")
    graded.grade()
    assert graded.world.points("hong") == {"t1": (4.0, 1.0), "t2": (10.0, None), "t3": (None, 4.0)}


def test_a_mark_can_be_made_while_the_next_attempt_fails(graded: Marking, released: Path) -> None:
    graded.engine.broken = True
    graded.submit("hong", released, "다른 답")
    assert graded.world.state("hong", 2) == SubmissionState.UNGRADED
    graded.mark("hong", manual_score=4.0)
    assert graded.watch.look() == 1
    assert graded.manual("hong", 1) == 4.0
    graded.engine.broken = False
    graded.world.now += timedelta(hours=1)
    graded.grade()
    assert graded.world.state("hong", 2) == SubmissionState.GRADED
    assert graded.manual("hong", 2) is None


def test_a_mark_is_not_taken_for_another_answer_s_whatever_nbgrader_was_left_with(
    graded: Marking, released: Path
) -> None:
    """nbgrader stamps the new attempt first and may die after that: here, and in an instructor's own autograde."""
    graded.mark("hong", manual_score=4.0)
    graded.world.submit("hong", answered(released, **RIGHT | {"t3_written": "다른 답"}))
    with Gradebook(f"sqlite:///{graded.world.course / 'gradebook.db'}", RUN) as gradebook:
        stamped = graded.world.row("hong", 2).submitted_at.replace(tzinfo=None)
        gradebook.find_submission(LAB, "hong").timestamp = stamped
        gradebook.db.commit()
    shutil.rmtree(graded.world.course / "autograded" / "hong")
    graded.grade()
    assert graded.manual("hong", 2) is None
    assert graded.world.row("hong", 2).needs_mark


def test_a_mark_survives_when_nbgrader_lost_the_marked_notebook(graded: Marking) -> None:
    graded.mark("hong", manual_score=4.0)
    shutil.rmtree(graded.world.course / "autograded" / "hong")
    graded.world.requeue("hong")
    graded.grade()
    assert graded.manual("hong") == 4.0


# --- other runs ------------------------------------------------------------------------------------------------------


def add_run(world: GradingWorld, code: str, number: int) -> None:
    """A run before all others, whose gradebook holds an attempt of nobody's business here."""
    with world.registry.session() as session:
        course = Course(code=code, title_ko="가", title_en="a")
        first = session.scalars(select(CourseRun).where(CourseRun.code == RUN)).one()
        session.add(course)
        session.flush()
        run = CourseRun(id=number, code=code, course=course, cohort=first.cohort, starts_at=NOW, ends_at=NOW)
        session.add(run)
        session.flush()
        row = world._of(session, "hong")[0]
        copy = {name: getattr(row, name) for name in ("enrolment_id", "lab_id", "submitted_at", "blob", "size_bytes")}
        session.add(type(row)(**copy, run_id=run.id, attempt=1, state=SubmissionState.GRADED, in_gradebook=True))


def test_a_gradebook_that_can_not_be_read_holds_up_nobody_else_s_marks(graded: Marking) -> None:
    world = graded.world
    for code, number in (("a-broken", -1), ("z-broken", 99)):
        add_run(world, code, number)
        (world.course.parent / code).mkdir()
        (world.course.parent / code / "gradebook.db").write_bytes(b"no database")
    opened: list[str] = []

    def gradebook_of(_run_id: int, run: str) -> CourseGradebook:
        opened.append(run)
        if run != RUN:
            raise EngineFault(f"{run} can't be read")
        return world.gradebook

    watch = MarkWatch(world.registry, world.store, world.course.parent, gradebook_of)
    graded.mark("hong", manual_score=4.0)
    assert watch.look() == 1
    assert graded.manual("hong") == 4.0
    assert sorted(opened) == ["a-broken", RUN, "z-broken"]
    # Tried again, but not at every look: each try costs a process.
    for _ in range(14):
        watch.look()
    assert opened.count("a-broken") == 4
    assert opened.count(RUN) == 1


# --- points ----------------------------------------------------------------------------------------------------------


def test_points_of_a_check_that_the_gradebook_lost_stay(graded: Marking) -> None:
    """A newer release of a lab can have other cells; what was reached before was reached."""
    graded.mark("hong", "t1-hidden", auto_score=None)
    with Gradebook(f"sqlite:///{graded.world.course / 'gradebook.db'}", RUN) as gradebook:
        gradebook.db.delete(gradebook.find_grade("t2-hidden", LAB, LAB, "hong"))
        gradebook.db.commit()
    graded.mark("hong", manual_score=4.0)
    assert graded.watch.look() == 1
    assert graded.world.points("hong") == {"t1": (10.0, None), "t2": (10.0, None), "t3": (None, 4.0)}
    assert graded.world.row("hong").score == 24.0
