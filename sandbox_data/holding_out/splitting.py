"""A release in two parts: what trainees train on, and what checks judge by."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sandbox_data.anonymising.keys import Key
from sandbox_data.holding_out.declaration import HeldOut, HoldOutError
from sandbox_data.holding_out.lookups import Lookup, look_up

if TYPE_CHECKING:
    import pandas as pd

FOUND_AT_MOST = 0.01
"""Share of held-out rows that a table of the published values may find, by equal or by rounded values."""


@dataclass(frozen=True)
class Parts:
    """The two parts, rows in the release's order, and what looking rows up in the published file finds."""

    training: pd.DataFrame
    held_out: pd.DataFrame
    lookups: tuple[Lookup, ...]


def split(released: pd.DataFrame, declared: HeldOut, key: Key, published: pd.DataFrame, origin: np.ndarray) -> Parts:
    """Divide the release. `published` (n rows) is the plant's table, `origin` each released row's number in it.

    Raises HoldOutError for a column that isn't there, a part without rows, or when a table of published values finds
    more than 1 % of the held-out rows.
    """
    _fits(released, declared)
    held = chosen(released, declared, key)
    training, asked = released[~held].reset_index(drop=True), released[held].reset_index(drop=True)
    if training.empty or asked.empty:
        raise HoldOutError("held_out.share: 한쪽에 행이 없습니다 / one of the parts has no rows.")
    moved = _moved(asked, declared, key)
    found = look_up(training, moved, published, origin[held], declared)
    for lookup in found:
        if lookup.bounds and lookup.share > FOUND_AT_MOST:
            raise HoldOutError(
                f"held_out: 공개된 원본 표에서 보류한 행의 {lookup.share:.1%}를 찾을 수 있습니다({lookup.method})"
                f" / a table of the published values finds {lookup.share:.1%} of the held-out rows ({lookup.method}).",
                "resolution에 열을 더하십시오 / Give more columns a resolution.",
            )
    return Parts(training, moved, tuple(found))


def chosen(released: pd.DataFrame, declared: HeldOut, key: Key) -> np.ndarray:
    """Mask over the released rows: which are held out."""
    rows = len(released)
    match declared.by:
        case "last rows":
            return np.arange(rows) >= rows - round(rows * declared.share)
        case "last rows of each":
            groups = released.groupby(declared.column, sort=False, observed=True, dropna=False)
            after, size = groups.cumcount(ascending=False), groups[declared.column].transform("size")
            return np.asarray(after < (size * declared.share).round())
        case _:
            return key.subkey("held out").uniform(rows, "rows") < declared.share


def _fits(released: pd.DataFrame, declared: HeldOut) -> None:
    named = [*declared.lookup_by, *declared.resolution, *([declared.column] if declared.column else [])]
    for name in named:
        if name not in released.columns:
            raise HoldOutError(f"held_out: '{name}' 열이 없습니다 / there is no column '{name}'.")
    for name in declared.resolution:
        if released[name].dtype.kind not in "iuf":
            raise HoldOutError(f"held_out.resolution: '{name}' 열은 숫자가 아닙니다 / holds no numbers.")


def _moved(asked: pd.DataFrame, declared: HeldOut, key: Key) -> pd.DataFrame:
    """Each named column moved by up to one step of its resolution; whole numbers become fractions."""
    moved = asked.copy()
    for name, resolution in declared.resolution.items():
        drawn = key.subkey("held out").uniform(len(asked), "moved", name)
        moved[name] = asked[name].astype("float64") + (2.0 * drawn - 1.0) * resolution
    return moved


def digest_of(declared: HeldOut) -> str:
    """SHA-256 over what a split depends on besides table and key."""
    return hashlib.sha256(declared.model_dump_json().encode()).hexdigest()
