"""A slot's processes run on one processor, and nothing else does because of them."""

from __future__ import annotations

import ast
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from grader import processors
from grader.engine import Engine
from tests.grader.checks.notebooks import check, judge, work
from tests.grader.executing import LAB_ENVIRONMENT

ALL = sorted(os.sched_getaffinity(0))
SLOTS = len(ALL)
LAST = SLOTS - 1


@pytest.fixture
def engine() -> Iterator[Engine]:
    engine = Engine(LAB_ENVIRONMENT, None).warmed()
    yield engine
    engine.close()


def in_a_thread(action: Callable[[], list[list[int]]]) -> list[list[int]]:
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(action).result()


def test_each_slot_has_a_processor_and_other_threads_have_all() -> None:
    def moved() -> list[list[int]]:
        found = []
        for slot in (0, LAST, SLOTS):
            processors.stay_with(slot, SLOTS)
            found.append([*processors.here()])
        found += in_a_thread(lambda: [[*processors.here()]])
        processors.roam()
        return [*found, [*processors.here()]]

    assert in_a_thread(moved) == [[ALL[0]], [ALL[LAST]], [ALL[0]], [ALL[0]], ALL]
    assert [*processors.here()] == ALL


def test_more_slots_than_processors_are_left_to_the_system() -> None:
    def moved() -> list[list[int]]:
        processors.stay_with(0, SLOTS + 1)
        return [[*processors.here()]]

    assert in_a_thread(moved) == [ALL]


def test_a_warm_kernel_and_its_checks_stay_with_their_slot(engine: Engine) -> None:
    def judged() -> list[list[int]]:
        processors.stay_with(LAST, SLOTS)
        got = judge(
            engine,
            work("import os\nmine = sorted(os.sched_getaffinity(0))"),
            check("where", "import os\nprint([sorted(os.sched_getaffinity(0)), mine])"),
        )
        found: list[list[int]] = ast.literal_eval(got["where"].printed)
        return found

    assert in_a_thread(judged) == [[ALL[LAST]]] * 2
