"""Reading cells in the worker's process, whose threads grade several notebooks at a time."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from grader.checks.cell import names_bound

CELL = "\n".join(
    f"def f{number}(a, b=(1, [2, {{3: 4}}])):\n    return [x for x in (a, b) if x and f{number}(x)(a)(b)]"
    for number in range(300)
)


@pytest.fixture
def hurried_threads() -> Iterator[None]:
    """Threads that take turns as often as they can, also while garbage is collected."""
    before, look = sys.getswitchinterval(), lambda *_: sum(range(200))
    gc.callbacks.append(look)
    sys.setswitchinterval(1e-6)
    try:
        yield
    finally:
        sys.setswitchinterval(before)
        gc.callbacks.remove(look)


def read_at_depth(depth: int) -> int:
    return read_at_depth(depth - 1) if depth else len(names_bound(CELL))


@pytest.mark.usefixtures("hurried_threads")
def test_threads_that_read_cells_at_the_same_time_dont_disturb_each_other() -> None:
    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(read_at_depth, [number * 7 % 40 for number in range(60)])) == {300}
