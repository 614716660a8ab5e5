"""k, l and t are pycanon's figures; beside them, what k does not say."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pycanon import anonymity as pycanon

from sandbox_data.risk.anonymity import anonymity, entities_behind

ROWS = st.lists(
    st.tuples(st.sampled_from("abc"), st.integers(0, 2), st.sampled_from(["x", "y", "z"]), st.integers(0, 4)),
    min_size=2,
    max_size=40,
)


@settings(deadline=None)
@given(ROWS)
def test_k_l_and_t_are_those_of_the_reference(rows: list[tuple[str, int, str, int]]) -> None:
    table = pd.DataFrame(rows, columns=["trade", "age", "word", "number"])
    for sensitive in ("word", "number"):
        found = anonymity(table, ["trade", "age"], [sensitive], limit=5)
        assert found.k == pycanon.k_anonymity(table, ["trade", "age"])
        assert found.l == pycanon.l_diversity(table, ["trade", "age"], [sensitive])
        if table[sensitive].nunique() > 1:
            assert found.t == pytest.approx(pycanon.t_closeness(table, ["trade", "age"], [sensitive]), abs=1e-9)


def test_unique_rows_and_rows_in_small_groups_are_counted() -> None:
    table = pd.DataFrame({"shift": ["a"] * 6 + ["b"] * 3 + ["c"], "level": list(range(10))})
    found = anonymity(table, ["shift"], ["level"], limit=5)
    assert (found.k, found.l, found.unique_rows, found.rows_below_limit) == (1, 1, 1, 4)
    assert found.expected_hits == 3, "one right pick in each group"


def test_missing_values_are_values() -> None:
    table = pd.DataFrame({"shift": ["a", "a", None, None], "level": [1.0, np.nan, 2.0, 2.0]})
    found = anonymity(table, ["shift"], ["level"], limit=2)
    assert (found.k, found.l) == (2, 1)
    assert found.t is not None
    assert 0 < found.t <= 1


def test_k_counts_rows_and_not_the_machines_behind_them() -> None:
    table = pd.DataFrame({"bin": [1] * 9 + [2] * 9, "machine": ["M1"] * 9 + ["M1", "M2", "M3"] * 3})
    assert anonymity(table, ["bin"], [], limit=5).k == 9
    assert entities_behind(table, ["bin"], "machine").fewest_per_row == 1
