"""How alike the columns of a release and its original are: ranks and distributions."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.stats import ks_2samp, rankdata, wasserstein_distance

from sandbox_data.risk.entities import Tables
from sandbox_data.risk.results import ColumnLikeness


def likeness(tables: Tables, sealed: frozenset[str]) -> list[ColumnLikeness]:
    """Every number column that both tables have. Of a release that changed its shape nothing can be compared."""
    if tables.origin is None:
        return []
    found = []
    for name in tables.released.columns:
        if name not in tables.original or not _are_numbers(tables.original[name], tables.released[name]):
            continue
        before = tables.original[name].to_numpy(dtype=float, na_value=np.nan)
        after = tables.released[name].to_numpy(dtype=float, na_value=np.nan)
        found.append(_compared(name, before, after, tables.origin, name in sealed))
    return found


def _compared(name: str, before: np.ndarray, after: np.ndarray, origin: np.ndarray, sealed: bool) -> ColumnLikeness:
    """A sealed column is compared after both were standardised: its unit is meant to be gone."""
    same_rows = before[origin]
    usable = np.isfinite(same_rows) & np.isfinite(after)
    whole, shown = before[np.isfinite(before)], after[np.isfinite(after)]
    if not len(shown) or not len(whole):
        return ColumnLikeness(column=name, rank_correlation=None, largest_gap=1.0, moved=None, sealed=sealed)
    spread = _spread(whole)
    if sealed:
        whole, shown = (whole - whole.mean()) / spread, (shown - shown.mean()) / _spread(shown)
        spread = 1.0
        whole, shown = np.round(whole, 9), np.round(shown, 9)  # what scaling adds in the last digits is no difference
    return ColumnLikeness(
        column=name,
        rank_correlation=_rank_correlation(same_rows[usable], after[usable]),
        largest_gap=float(ks_2samp(whole, shown).statistic),
        moved=float(wasserstein_distance(whole, shown) / spread),
        sealed=sealed,
    )


def _spread(values: np.ndarray) -> float:
    """The standard deviation; 1 for a constant column."""
    return float(values.std()) if np.ptp(values) > 0 else 1.0


def _rank_correlation(one: np.ndarray, other: np.ndarray) -> float | None:
    """Spearman's; None for a constant column."""
    if len(one) < 2 or np.ptp(one) == 0 or np.ptp(other) == 0:
        return None
    return float(np.corrcoef(rankdata(one), rankdata(other))[0, 1])


def _are_numbers(*columns: pd.Series) -> bool:
    return all(pd.api.types.is_numeric_dtype(column.dtype) for column in columns)
