"""The golden-batch lab from submission to gradebook and page: separate checks give what its answers must get."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import nbformat
import pytest

from grader.confined import confined_command
from grader.converters import Converters
from grader.engine import Engine
from grader.gradebook import CourseGradebook, Graded
from labs.answers import answer_names, expected, solve
from labs.catalogue import lab
from tests.grader.conftest import course_identity
from tests.grader.pages import text_of

GOLDEN = lab("golden_batch")
RUN = "process-analysis-daegu-2026-1"
SUBMITTED = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def golden_course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course folder with the lab released in it, as the platform makes one."""
    folder = tmp_path_factory.mktemp("courses") / RUN
    folder.mkdir()
    folder.chmod(0o2770)
    identity = course_identity()
    if identity is not None:
        os.chown(folder, identity.uid, identity.gid)
    command = confined_command(
        [sys.executable, "-m", "labs.release_program", GOLDEN.code, str(folder)], identity=identity, writable=(folder,)
    )
    done = subprocess.run(command, check=False, capture_output=True, umask=0o007)
    assert done.returncode == 0, done.stderr.decode()
    return folder


@pytest.fixture(scope="module")
def grade(golden_course: Path, engine: Engine) -> Iterator[Callable[..., Graded]]:
    """Grade an answer in a language, once a session."""
    converters = Converters()
    gradebook = CourseGradebook(golden_course, RUN, course_identity(), converters)

    @cache
    def graded(name: str | None, language: str = "ko") -> Graded:
        release = golden_course / "release" / GOLDEN.code / f"{GOLDEN.code}.ipynb"
        if language != "ko":
            release = golden_course / "release-languages" / language / f"{GOLDEN.code}.ipynb"
        notebook = nbformat.read(release, as_version=4)
        answered = solve(notebook, GOLDEN, name) if name else notebook
        content = nbformat.writes(answered).encode()
        username = f"{name or 'stub'}-{language}"
        return gradebook.grade(
            GOLDEN.code, username, content, SUBMITTED, lambda node: engine.execute(node, 0), scratch=False
        )

    yield graded
    converters.close()


def by_task(graded: Graded) -> dict[str, float]:
    tasks: dict[str, float] = {}
    for cell in graded.cells:
        tasks[cell.task_code] = tasks.get(cell.task_code, 0) + (cell.auto or 0)
    return tasks


@pytest.mark.parametrize("name", answer_names(GOLDEN))
def test_an_answer_gets_its_score_and_reads_its_message(name: str, grade) -> None:
    """The same scores as with the checks inside the kernel (tests/labs/test_answers.py): the same expected.toml."""
    stated = expected(GOLDEN)[name]
    graded = grade(name)
    assert by_task(graded) == stated.scores
    for message in stated.messages:
        assert message.contains in graded.feedback


def test_the_english_reference_gets_all_automatic_points(grade) -> None:
    assert sum(by_task(grade("reference", "en")).values()) == GOLDEN.automatic_points


def test_an_untouched_release_gets_nothing(grade) -> None:
    assert set(by_task(grade(None)).values()) == {0}


def test_the_page_of_a_wrong_answer_tells_no_hidden_check(grade) -> None:
    page = grade("no_scaling").feedback
    assert "HIDDEN TESTS" not in page
    assert "np.linalg.svd(_z" not in page
    assert "Traceback (most" not in page
    assert "주성분 3개가 설명하는 비율" in page


def signs(page: str) -> set[str]:
    return set(re.findall(r"[✓◐✗○✎…] (?:일부 통과|미?통과|미작성|채점 대기|채점 완료)", page))


def test_a_page_begins_with_the_tasks_by_their_titles_in_the_notebook_s_language(grade) -> None:
    korean, english, untouched = (
        text_of(grade(*which).feedback) for which in (("no_scaling",), ("reference", "en"), (None,))
    )
    first = GOLDEN.tasks[0]
    assert f"과제 1. {first.title.ko}" in korean
    assert f"Task 1. {first.title.en}" in english
    assert "85 / 100 points in all (a written answer waits for its mark)" in english
    assert {"✗ 미통과", "✓ 통과"} <= signs(korean)
    assert signs(untouched) == {"○ 미작성"}
