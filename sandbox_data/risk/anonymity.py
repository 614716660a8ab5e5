"""k-anonymity, l-diversity and t-closeness over quasi-identifiers, and the entities behind rows.

Sweeney 2002 (k), Machanavajjhala et al. 2007 (l, distinct), Li et al. 2007 (t: half the sum of differences for words,
ordered distance for numbers). pycanon computes the same and is the reference in the tests; it pins a pandas that this
platform doesn't run on.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from sandbox_data.risk.results import Anonymity, EntityAnonymity


def anonymity(table: pd.DataFrame, quasi_identifiers: Sequence[str], sensitive: Sequence[str], limit: int) -> Anonymity:
    """The figures of one table. `rows_below_limit`: rows in groups smaller than `limit`."""
    groups = table.groupby(list(quasi_identifiers), dropna=False, observed=True, sort=False)
    codes = groups.ngroup().to_numpy()
    sizes = np.bincount(codes)
    return Anonymity(
        quasi_identifiers=tuple(quasi_identifiers),
        sensitive=tuple(sensitive),
        rows=len(table),
        groups=len(sizes),
        k=int(sizes.min()),
        l=min((diversity(table[name], codes) for name in sensitive), default=None),
        t=max((closeness(table[name], codes) for name in sensitive), default=None),
        unique_rows=int((sizes == 1).sum()),
        rows_below_limit=int(sizes[sizes < limit].sum()),
        expected_hits=float(len(sizes)),
    )


def diversity(values: pd.Series, codes: np.ndarray) -> int:
    """The fewest different values in a group; a missing value is one."""
    return int(values.groupby(codes).nunique(dropna=False).min())


def closeness(values: pd.Series, codes: np.ndarray) -> float:
    """The largest earth mover's distance between a group's values and the whole table's, 0 to 1."""
    counts = pd.crosstab(codes, values.to_numpy()) if values.notna().all() else _with_missing(values, codes)
    whole = counts.sum().to_numpy() / counts.to_numpy().sum()
    difference = counts.to_numpy() / counts.to_numpy().sum(axis=1, keepdims=True) - whole
    if pd.api.types.is_numeric_dtype(values.dtype) and len(whole) > 1:
        return float((np.abs(np.cumsum(difference, axis=1)).sum(axis=1) / (len(whole) - 1)).max())
    return float((np.abs(difference).sum(axis=1) / 2).max())


def entities_behind(table: pd.DataFrame, cells: Sequence[str], entity: str) -> EntityAnonymity:
    """k counts rows, not turbines: the fewest different entities behind any combination of `cells`."""
    found = table.groupby(list(cells), dropna=False, observed=True)[entity].nunique()
    total = int(table[entity].nunique())
    return EntityAnonymity(entity=entity, entities=total, fewest_per_row=int(found.min()), released_rows=len(found))


def _with_missing(values: pd.Series, codes: np.ndarray) -> pd.DataFrame:
    return pd.crosstab(codes, values.astype("str").fillna("missing").to_numpy())
