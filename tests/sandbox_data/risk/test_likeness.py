"""Columns before and after: what jitter, scaling, clipping and loss look like in figures."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import spearmanr

from sandbox_data.risk.entities import Tables
from sandbox_data.risk.likeness import likeness
from sandbox_data.risk.results import ColumnLikeness

VALUES = np.random.default_rng(3).normal(50.0, 4.0, 500)


def compared(
    before: np.ndarray, after: np.ndarray, origin: np.ndarray | None = None, *, sealed: bool = False
) -> ColumnLikeness:
    rows = np.arange(len(after)) if origin is None else origin
    tables = Tables(pd.DataFrame({"x": before}), pd.DataFrame({"x": after}), rows)
    return likeness(tables, frozenset({"x"} if sealed else ()))[0]


def test_an_unchanged_column_is_alike_in_every_figure() -> None:
    found = compared(VALUES, VALUES)
    assert (found.rank_correlation, found.largest_gap, found.moved) == (pytest.approx(1.0), 0.0, 0.0)


def test_the_unit_of_a_sealed_column_is_no_difference() -> None:
    found = compared(VALUES, 1.7 * VALUES + 300, sealed=True)
    assert found.largest_gap < 0.01
    assert found.moved == pytest.approx(0.0, abs=1e-6)
    assert compared(VALUES, 1.7 * VALUES + 300).largest_gap == 1.0, "of a column that should keep its unit it is"


def test_ranks_are_compared_row_by_row_also_after_shuffling() -> None:
    order = np.random.default_rng(4).permutation(500)
    assert compared(VALUES, VALUES[order], order).rank_correlation == pytest.approx(1.0)
    noisy = VALUES + np.random.default_rng(5).normal(0, 4.0, 500)
    assert compared(VALUES, noisy).rank_correlation == pytest.approx(spearmanr(VALUES, noisy).statistic)


def test_a_shift_by_one_standard_deviation_is_moved_by_one() -> None:
    assert compared(VALUES, VALUES + VALUES.std()).moved == pytest.approx(1.0)


def test_constant_columns_and_columns_without_values_do_not_break_the_report() -> None:
    constant = np.full(20, 9.0)
    found = compared(constant, 0.31 * constant + 7.7, sealed=True)
    assert (found.rank_correlation, found.largest_gap, found.moved) == (None, 0.0, 0.0)
    empty = compared(VALUES[:20], np.full(20, np.nan))
    assert (empty.rank_correlation, empty.largest_gap, empty.moved) == (None, 1.0, None)


def test_a_release_of_another_shape_cannot_be_compared_column_by_column() -> None:
    assert likeness(Tables(pd.DataFrame({"x": VALUES}), pd.DataFrame({"x": VALUES[:3]}), None), frozenset()) == []
