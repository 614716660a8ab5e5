"""An instructor's own nbgrader: formgrader's calls and the command line, executed by the platform's engine."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook
from sqlalchemy import select

from courses.registry import Execution, ExecutionState, Release, SubmissionState, open_registry
from grader.engine import slot_identity
from grader.exchange.policy import Caller
from grader.exchange.service import ExchangePolicy, create_app
from grader.worker import Worker
from tests.grader.conftest import LAB, RIGHT, RUN, answered
from tests.grader.exchange_world import served
from tests.grader.executing import printed
from tests.grader.grading_world import GradingWorld
from tests.grader.instructor_server import HOME, InstructorServer

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
# A right answer that looks around and leaves a trace where it can.
EVIL = f"""import os
places = ["{HOME}", "/etc/shopfloor-lab", "{HOME}/courses/{RUN}"]
print(os.getuid(), os.environ.get("JUPYTERHUB_API_TOKEN"), [place for place in places if os.path.exists(place)])
for place in places:
    try: open(place + "/evidence", "w")
    except OSError: pass
{RIGHT["t1_solution"]}"""


async def who_is(token: str) -> Caller | None:
    return Caller(token.removeprefix("token-")) if token.startswith("token-") else None


@contextmanager
def at_work(worker: Worker) -> Iterator[None]:
    """The platform's worker, running as ever."""
    stop = threading.Event()
    thread = threading.Thread(target=worker.run, args=(stop,))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(60)


@dataclass
class Story:
    """What an instructor did with hong's two attempts, and what was there after each step."""

    world: GradingWorld
    server: InstructorServer
    log: dict[str, tuple[int, str]] = field(default_factory=dict)
    scores: dict[str, dict[str, float | None]] = field(default_factory=dict)
    notebooks: dict[str, str] = field(default_factory=dict)
    pages: dict[str, str] = field(default_factory=dict)

    def nbgrader(self, **commands: list[str]) -> None:
        results = self.server.nbgrader(*commands.values())
        self.log |= dict(zip(commands, results, strict=True))

    def look(self, step: str) -> None:
        course = self.world.course
        with self.gradebook() as gradebook:
            grades = gradebook.find_submission_notebook(LAB, LAB, "hong").grades
            self.scores[step] = {grade.name: grade.auto_score for grade in grades}
        for name in ("submitted", "autograded"):
            file = course / name / "hong" / LAB / f"{LAB}.ipynb"
            self.notebooks[f"{step} {name}"] = file.read_text() if file.is_file() else ""

    def gradebook(self) -> Gradebook:
        return Gradebook(f"sqlite:///{self.world.course / 'gradebook.db'}", RUN)

    def mark(self, points: float) -> None:
        with self.gradebook() as gradebook:
            grade = gradebook.find_grade("t3-written", LAB, LAB, "hong")
            grade.manual_score, grade.needs_manual_grade = points, False
            gradebook.db.commit()


@pytest.fixture(scope="module")
def story(released: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    folder = tmp_path_factory.mktemp("instructor")
    subprocess.run(["cp", "-a", str(released), str(folder / RUN)], check=True)
    registry = open_registry(f"sqlite:///{folder / 'registry.sqlite'}")
    registry.migrate()
    world = GradingWorld(registry, folder / RUN, folder, NOW)
    app = create_app(registry, world.store, who_is, ExchangePolicy(longest_wait_seconds=1.0), lambda: NOW)
    with served(app) as origin:
        told = Story(world, InstructorServer(folder, world.course, origin))
        _tell(told, released)
        yield told
    registry.close()


def _tell(story: Story, released: Path) -> None:
    world = story.world
    world.submit("hong", answered(released, **RIGHT | {"t1_solution": EVIL}))
    world.grade()
    with at_work(world.worker(poll_seconds=0.1, marks_seconds=600)):
        story.nbgrader(
            release=["release_assignment", LAB],
            nothing_new=["collect", LAB, "--update"],
            autograde=["formgrader", "autograde", LAB, "hong"],
            feedback=["generate_feedback", LAB, "--force"],
            give_back=["release_feedback", LAB],
        )
    story.look("first")
    story.pages["first"] = world.page("hong")
    story.mark(4.0)
    world.worker().marks.look()
    changed = RIGHT | {"t2_solution": "def half(x):\n    return x", "t3_written": "다른 답"}
    world.submit("hong", answered(released, **changed))
    story.nbgrader(
        collect=["collect", LAB, "--update"],
        no_engine=["autograde", LAB, "--student", "hong", "--force", "--RemoteExecute.timeout_seconds=2"],
    )
    story.look("second")
    world.grade()
    story.look("third")


def test_every_command_that_should_work_does(story: Story) -> None:
    for step in ("release", "nothing_new", "autograde", "feedback", "give_back", "collect"):
        code, said = story.log[step]
        assert code == 0, (step, said)


def test_the_engine_executed_what_the_instructor_asked_for(story: Story) -> None:
    with story.world.registry.reading() as session:
        executions = list(session.scalars(select(Execution).order_by(Execution.id)))
    assert [execution.requested_by for execution in executions] == ["teacher", "teacher"]
    assert executions[0].state == ExecutionState.DONE


def test_trainee_code_never_ran_beside_the_instructor(story: Story) -> None:
    notebook = nbformat.reads(story.notebooks["first autograded"], as_version=4)
    identity = slot_identity(0)
    if identity is not None:
        assert printed(notebook.cells[1]) == f"{identity.uid} None []\n"
    assert not (story.server.home / "evidence").exists()
    assert not (story.world.course / "evidence").exists()


def test_formgrader_s_autograde_gives_the_same_scores(story: Story) -> None:
    assert story.scores["first"] == {"t1-visible": 4.0, "t1-hidden": 6.0, "t2-hidden": 10.0, "t3-written": None}
    assert story.world.points("hong")["t1"] == (10.0, None)


def test_what_was_collected_already_is_not_collected_again(story: Story) -> None:
    assert "Nothing newer to collect" in story.log["nothing_new"][1]


def test_a_newer_attempt_is_collected_though_the_worker_wrote_the_older_one(story: Story) -> None:
    assert "attempt 2" in story.log["collect"][1]
    assert "다른 답" in story.notebooks["second submitted"]


def test_released_feedback_reaches_its_attempt_without_hidden_checks(story: Story) -> None:
    assert "Feedback released to hong" in story.log["give_back"][1]
    page = story.pages["first"]
    assert page.startswith("<!DOCTYPE html>")
    assert "Because." in page
    for secret in ("31415", "62830", "27182", "HIDDEN TESTS", "<script"):
        assert secret not in page


def test_a_released_notebook_reaches_the_exchange(story: Story) -> None:
    with story.world.registry.reading() as session:
        (release,) = session.scalars(select(Release))
    assert b"YOUR CODE HERE" in story.world.store.get(release.blob)
    assert b"31415" not in story.world.store.get(release.blob)


def test_without_an_engine_autograde_fails_in_words_and_takes_no_points(story: Story) -> None:
    code, said = story.log["no_engine"]
    assert code != 0
    assert "2초 안에 실행이 끝나지 않았습니다" in said
    assert story.scores["second"] == story.scores["first"]


def test_the_platform_grades_the_attempt_in_the_end_and_the_old_mark_stays_with_the_old_answer(story: Story) -> None:
    world = story.world
    assert world.points("hong", 1) == {"t1": (10.0, None), "t2": (10.0, None), "t3": (None, 4.0)}
    assert world.state("hong", 2) == SubmissionState.GRADED
    assert world.points("hong", 2) == {"t1": (10.0, None), "t2": (0.0, None), "t3": (None, None)}
    assert story.scores["third"]["t2-hidden"] == 0.0
    assert "다른 답" in story.notebooks["third autograded"]
