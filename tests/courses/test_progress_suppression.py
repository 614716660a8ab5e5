"""Suppression: whatever the table, nobody can work out a number below the threshold from what is shown."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from courses.suppression import Sum, suppressed_keys

THRESHOLD = 5
TOP = "top"
Tables = st.lists(st.lists(st.integers(0, 25), min_size=1, max_size=5), min_size=1, max_size=5)


def table(centres: list[list[int]]) -> tuple[dict[str, int], list[Sum[str]]]:
    values = {f"{i}.{j}": n for i, cohorts in enumerate(centres) for j, n in enumerate(cohorts)}
    values |= {str(i): sum(cohorts) for i, cohorts in enumerate(centres)}
    values[TOP] = sum(map(sum, centres))
    sums = [Sum(TOP, tuple(str(i) for i in range(len(centres))))]
    sums += [Sum(str(i), tuple(f"{i}.{j}" for j in range(len(cohorts)))) for i, cohorts in enumerate(centres)]
    return values, sums


def known_from(values: dict[str, int], sums: list[Sum[str]], hidden: frozenset[str]) -> set[str]:
    """The hidden keys whose value follows from the shown ones by adding and subtracting."""
    keys = sorted(values)
    rows = [[float(key == k) for k in keys] for key in values if key not in hidden]
    rows += [[float(k in s.children) - float(k == s.total) for k in keys] for s in sums]
    system = np.array(rows)
    rank = np.linalg.matrix_rank(system)
    unit = np.eye(len(keys))
    return {
        k for n, k in enumerate(keys) if k in hidden and np.linalg.matrix_rank(np.vstack([system, unit[n]])) == rank
    }


@given(Tables)
def test_no_suppressed_number_follows_from_the_shown_ones(centres: list[list[int]]) -> None:
    values, sums = table(centres)
    hidden = suppressed_keys(values, sums, THRESHOLD)
    assert all(values[key] >= THRESHOLD for key in values.keys() - hidden)
    assert known_from(values, sums, hidden) == set()


@given(Tables)
def test_hidden_parts_of_a_shown_total_are_together_no_small_group(centres: list[list[int]]) -> None:
    values, sums = table(centres)
    hidden = suppressed_keys(values, sums, THRESHOLD)
    for equation in sums:
        parts = [values[child] for child in equation.children if child in hidden]
        if equation.total not in hidden and parts:
            assert sum(parts) >= THRESHOLD


def test_a_table_without_small_numbers_is_shown_whole() -> None:
    values, sums = table([[8, 9], [7]])
    assert suppressed_keys(values, sums, THRESHOLD) == frozenset()


def test_one_small_number_takes_the_next_smallest_with_it() -> None:
    values, sums = table([[20, 3, 9]])
    assert suppressed_keys(values, sums, THRESHOLD) == {"0.1", "0.2"}
