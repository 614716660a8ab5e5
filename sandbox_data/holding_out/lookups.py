"""Does the published raw file answer held-out rows? The attack of a trainee who downloads it instead of doing the lab.

Every row of the original is held. A held-out row counts as found when the lookup names the very row that it was made
from: by equal values, by values rounded to the published decimals, or as the nearest row after both tables were
standardised. The nearest row bounds nothing: where units must stay it finds most rows, whatever is added within the
sensor's resolution. Against it stands the check's training on permuted labels (docs/grading.md).
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.spatial import cKDTree

from sandbox_data.holding_out.declaration import HeldOut

if TYPE_CHECKING:
    import pandas as pd

DECIMALS = 12


@dataclass(frozen=True)
class Lookup:
    """`found` of `rows` held-out rows were found. `bounds`: whether a release is refused for it."""

    method: str
    found: int
    rows: int
    bounds: bool

    @property
    def share(self) -> float:
        return self.found / self.rows

    def told(self) -> dict[str, Any]:
        return {**asdict(self), "share": round(self.share, 4)}


def look_up(
    training: pd.DataFrame, asked: pd.DataFrame, published: pd.DataFrame, origin: np.ndarray, declared: HeldOut
) -> list[Lookup]:
    """Rows of `asked` (m x k) found in `published` (n x k) by each method; `origin` (m) is the truth."""
    columns = [name for name in declared.lookup_by if name in published.columns]
    known, wanted = _numbers(published, columns), _numbers(asked, columns)
    decimals = [_decimals(known[:, place]) for place in range(len(columns))]
    rounded = np.column_stack([np.round(wanted[:, place], digits) for place, digits in enumerate(decimals)])
    found = {
        "equal values": _named(known, wanted),
        "rounded values": _named(known, rounded),
    }
    nearest = _nearest(known, wanted, _numbers(training, columns))
    counts = [Lookup(method, _right(rows, origin, known), len(asked), True) for method, rows in found.items()]
    return [*counts, Lookup("nearest rows", _right(nearest, origin, known), len(asked), False)]


def _numbers(table: pd.DataFrame, columns: list[str]) -> np.ndarray:
    """Columns as float64; words as the numbers of their distinct values in order, which no lookup needs to know."""
    parts = [
        table[name].to_numpy(np.float64, na_value=np.nan)
        if table[name].dtype.kind in "iufb"
        else table[name].astype(str).map(_as_number).to_numpy(np.float64)
        for name in columns
    ]
    return np.column_stack(parts)


def _as_number(word: str) -> float:
    return float(int.from_bytes(word.encode()[:6], "big"))


def _decimals(values: np.ndarray) -> int:
    """The fewest decimals that write every value."""
    there = values[~np.isnan(values)]
    for decimals in range(DECIMALS):
        if np.array_equal(np.round(there, decimals), there):
            return decimals
    return DECIMALS


def _named(known: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """Row of `known` that equals each wanted row; -1 where there is none."""
    table = {row.tobytes(): place for place, row in enumerate(known + 0.0)}
    return np.array([table.get(row.tobytes(), -1) for row in wanted + 0.0])


def _nearest(known: np.ndarray, wanted: np.ndarray, training: np.ndarray) -> np.ndarray:
    """Nearest row of `known` after both tables were standardised, the release's by both of its parts together."""
    theirs, ours = _standard(known, known), _standard(wanted, np.vstack([training, wanted]))
    return np.asarray(cKDTree(theirs).query(ours)[1])


def _standard(values: np.ndarray, whole: np.ndarray) -> np.ndarray:
    return np.asarray(np.nan_to_num((values - np.nanmean(whole, 0)) / _spread(whole)))


def _right(named: np.ndarray, origin: np.ndarray, known: np.ndarray) -> int:
    """How many named rows are the true ones, or equal them."""
    there = named >= 0
    same = np.array([np.array_equal(known[a], known[b], equal_nan=True) for a, b in zip(named, origin, strict=True)])
    return int((there & same).sum())


def _spread(values: np.ndarray) -> np.ndarray:
    spread = np.nanstd(values, axis=0)
    return np.where(spread > 0, spread, 1.0)
