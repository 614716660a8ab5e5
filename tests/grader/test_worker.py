"""The worker, end to end: a released lab, real kernels, nbgrader's converters, scores and feedback in the registry."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from courses.registry import CountingAttempt, Person, Registry, SubmissionState, open_registry
from courses.scoring import counting_attempt
from tests.grader.conftest import RIGHT, RUN, answered
from tests.grader.grading_world import GradingWorld
from tests.grader.pages import text_of
from tests.grader.sandboxes import alive, descendants

REPOSITORY = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
GRADED = SubmissionState.GRADED


@pytest.fixture(scope="module")
def class_room(released: Path, released_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[GradingWorld]:
    """One round of grading. hong is right, kim wrong in a task, park did nothing, lee's code ends its kernel, choi
    handed in no notebook, and jung, who is right, comes after all of them."""
    folder = tmp_path_factory.mktemp("class")
    subprocess.run(["cp", "-a", str(released), str(folder / RUN)], check=True)
    registry = open_registry(f"sqlite:///{folder / 'registry.sqlite'}")
    registry.migrate()
    trainees = ("hong", "kim", "park", "lee", "choi", "jung")
    world = GradingWorld(registry, folder / RUN, folder, NOW, released_data, trainees=trainees)
    world.submit("hong", answered(released, **RIGHT))
    world.submit("kim", answered(released, **RIGHT | {"t1_solution": "def double(x):\n    print(x)\n    return 3 * x"}))
    world.submit("park", answered(released))
    world.submit("lee", answered(released, **RIGHT | {"t2_solution": "import os; os._exit(0)"}))
    world.submit("choi", b'{"nbformat": 4, "cells": 5}')
    world.submit("jung", answered(released, **RIGHT))
    world.grade()
    yield world
    registry.close()


@pytest.fixture
def world(registry: Registry, course: Path, tmp_path: Path, now: datetime, released_data: Path) -> GradingWorld:
    return GradingWorld(registry, course, tmp_path, now, released_data)


# --- scores ----------------------------------------------------------------------------------------------------------


def test_right_answers_get_all_automatic_points_and_wait_for_their_mark(class_room: GradingWorld) -> None:
    row = class_room.row("hong")
    assert (row.state, row.score, row.max_score, row.needs_mark) == (GRADED, 20.0, 25.0, True)
    assert class_room.points("hong") == {"t1": (10.0, None), "t2": (10.0, None), "t3": (None, None)}
    assert (row.in_gradebook, row.fault, row.leased_by, row.lease_until, row.tries) == (True, "", "", None, 1)
    assert row.graded_at == NOW


def test_a_wrong_answer_gets_the_points_of_its_other_tasks(class_room: GradingWorld) -> None:
    assert class_room.points("kim") == {"t1": (0.0, None), "t2": (10.0, None), "t3": (None, None)}
    assert class_room.row("kim").score == 10.0


def test_an_untouched_release_gets_nothing_and_needs_no_mark(class_room: GradingWorld) -> None:
    row = class_room.row("park")
    assert (row.state, row.score, row.max_score, row.needs_mark) == (GRADED, 0.0, 25.0, False)
    assert class_room.points("park") == dict.fromkeys(("t1", "t2", "t3"), (0.0, None))


def test_code_that_ends_its_kernel_gets_what_ran_before(class_room: GradingWorld) -> None:
    assert class_room.points("lee") == {"t1": (10.0, None), "t2": (0.0, None), "t3": (None, None)}
    assert "커널이 종료되었습니다" in class_room.page("lee")


def test_a_file_that_is_no_notebook_counts_nothing_and_says_why(class_room: GradingWorld) -> None:
    row = class_room.row("choi")
    assert (row.state, row.score, row.needs_mark, row.in_gradebook) == (GRADED, 0.0, False, False)
    assert "노트북 파일이 아닙니다" in class_room.page("choi")
    (refused,) = [detail for detail in class_room.graded_events() if detail.get("refused")]
    assert refused["score"] == 0.0


def test_whoever_comes_after_all_of_these_is_graded_as_ever(class_room: GradingWorld) -> None:
    assert class_room.points("jung") == class_room.points("hong")
    assert len(class_room.graded_events()) == 6
    assert {detail["attempt"] for detail in class_room.graded_events()} == {1}


# --- feedback --------------------------------------------------------------------------------------------------------


def test_everybody_s_page_shows_the_own_work(class_room: GradingWorld) -> None:
    page = text_of(class_room.page("kim"))
    assert "return 3 * x" in page
    assert "10 / 25점" in page
    assert "return 3 * x" not in text_of(class_room.page("hong"))
    assert "Because." in text_of(class_room.page("hong"))


def test_no_page_tells_a_hidden_check(class_room: GradingWorld) -> None:
    for name in class_room.trainees:
        page = class_room.page(name)
        for secret in ("31415", "62830", "27182", "13591", "HIDDEN TESTS"):
            assert secret not in page, name


def test_a_failed_check_says_what_its_author_wrote(class_room: GradingWorld) -> None:
    page = text_of(class_room.page("kim"))
    assert "double(2) is 4" in page  # a visible one, with its traceback
    assert "AssertionError: double works for large numbers" in page  # a hidden one
    assert "passed" not in page


# --- repetition ------------------------------------------------------------------------------------------------------


def test_grading_again_changes_nothing(class_room: GradingWorld) -> None:
    before, page = class_room.points("kim"), class_room.page("kim")
    class_room.requeue("kim")
    class_room.grade()
    assert class_room.points("kim") == before
    assert class_room.page("kim") == page
    row = class_room.row("kim")
    assert (row.state, row.score, row.tries, row.in_gradebook) == (GRADED, 10.0, 1, True)
    entries = class_room.entries()
    assert sorted(entries) == ["hong", "jung", "kim", "lee", "park"]


def test_an_older_attempt_that_is_graded_later_stays_out_of_the_gradebook(world: GradingWorld, released: Path) -> None:
    world.submit("hong", answered(released, **RIGHT))
    world.submit("hong", answered(released, **RIGHT | {"t1_solution": "def double(x):\n    return 4"}))
    world.grade()
    older, newer = world.row("hong", 1), world.row("hong", 2)
    assert (older.state, older.score, older.in_gradebook, older.needs_mark) == (GRADED, 20.0, False, False)
    assert (newer.state, newer.score, newer.in_gradebook, newer.needs_mark) == (GRADED, 14.0, True, True)
    assert older.graded_at is not None
    entry = world.entries()["hong"]
    assert entry.submitted_at == newer.submitted_at
    assert {cell.name: cell.auto for cell in entry.cells}["t1-hidden"] == 0.0
    assert "return 4" in text_of((world.course / "feedback" / "hong" / "tiny" / "tiny.html").read_text())
    assert "return 4" not in text_of(world.page("hong", 1))
    best = counting_attempt([older, newer], CountingAttempt.BEST)
    last = counting_attempt([older, newer], CountingAttempt.LAST)
    assert (best, last) == (older, newer)


def wait_until(happened: Callable[[], object]) -> None:
    deadline = time.monotonic() + 120
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def command_of(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


# --- our own faults --------------------------------------------------------------------------------------------------


def test_every_fault_of_ours_is_tried_again_and_never_a_zero(
    world: GradingWorld, released: Path, tmp_path: Path
) -> None:
    world.submit("hong", answered(released, **RIGHT))
    blob = world.blob_file("hong")
    content = blob.read_bytes()
    blob.write_bytes(content[:-1] + b" ")
    gradebook = world.course / "gradebook.db"
    aside = gradebook.with_suffix(".aside")

    def fails_with(words: str, tries: int, **more: object) -> None:
        world.grade(**more)
        row = world.row("hong")
        assert row.state == SubmissionState.UNGRADED
        assert (row.score, row.graded_at, row.feedback_blob, row.tries) == (None, None, "", tries)
        assert words in row.fault
        assert row.retry_at is not None
        assert row.retry_at > world.now
        world.now = row.retry_at

    fails_with("was changed", 1)
    blob.write_bytes(content)
    gradebook.rename(aside)
    fails_with("has no gradebook", 2)
    aside.rename(gradebook)
    fails_with("is missing. Run ./shopfloor up once more.", 3, lab_environment=tmp_path / "no-environment")
    world.course.rename(tmp_path / "elsewhere")
    fails_with("is no folder", 4)
    (tmp_path / "elsewhere").rename(world.course)
    world.grade()
    row = world.row("hong")
    assert (row.state, row.score, row.fault, row.tries) == (GRADED, 20.0, "", 5)


def test_a_worker_that_is_killed_in_the_middle_loses_nothing(
    world: GradingWorld, released: Path, tmp_path: Path
) -> None:
    slow = "import pathlib, time\nif pathlib.Path('/data/slow').exists(): time.sleep(60)\n"
    data = tmp_path / "data"
    data.mkdir(mode=0o755)
    (data / "slow").touch()
    world.released_data = data
    world.submit("hong", answered(released, **RIGHT | {"t1_solution": slow + RIGHT["t1_solution"]}))
    program = [sys.executable, "-m", "tests.grader.worker_program", f"sqlite:///{tmp_path / 'registry.sqlite'}"]
    worker = subprocess.Popen([*program, tmp_path / "blobs", tmp_path, data], cwd=REPOSITORY)
    wait_until(lambda: any(b"kernel.json" in command_of(pid) for pid in descendants(worker.pid)))
    below = descendants(worker.pid)
    worker.kill()
    worker.wait()
    row = world.row("hong")
    assert (row.state, row.tries, row.score) == (SubmissionState.GRADING, 1, None)
    wait_until(lambda: not alive(below))

    (data / "slow").unlink()
    assert row.lease_until is not None
    world.now = row.lease_until - timedelta(seconds=1)
    world.grade()
    assert world.row("hong").tries == 1, "the lease still holds"
    world.now = row.lease_until
    world.grade()
    row = world.row("hong")
    assert (row.state, row.tries, row.score) == (GRADED, 2, 20.0)
    assert list(world.entries()) == ["hong"]


def test_a_running_worker_grades_in_its_slots_and_ends_when_told(world: GradingWorld, released: Path) -> None:
    for name in ("hong", "kim"):
        world.submit(name, answered(released, **RIGHT))
    world.clock = lambda: datetime.now(UTC)
    stop = threading.Event()
    worker = world.worker(slots=2, poll_seconds=0.1, marks_seconds=0.2, lease_seconds=1.0)
    thread = threading.Thread(target=worker.run, args=(stop,))
    thread.start()
    wait_until(lambda: {world.state("hong"), world.state("kim")} == {GRADED})
    stop.set()
    thread.join(30)
    assert not thread.is_alive()
    assert [world.row(name).score for name in ("hong", "kim")] == [20.0, 20.0]
    # Both leases of a second were renewed while the work went on.
    assert [world.row(name).tries for name in ("hong", "kim")] == [1, 1]


def test_a_name_that_leads_elsewhere_is_a_fault_and_changes_nothing(world: GradingWorld) -> None:
    world.submit("kim", answered(world.course, **RIGHT))
    world.grade()
    before = world.entries()["kim"]
    with world.registry.session() as session:
        session.query(Person).filter_by(username="hong").one().username = "../kim"
    world.submit("../kim", answered(world.course, **RIGHT))
    world.grade()
    assert world.state("../kim") == SubmissionState.UNGRADED
    assert "can't be a folder's name" in world.row("../kim").fault
    assert world.entries()["kim"] == before
