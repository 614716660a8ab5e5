"""Attacks on entities in series: whose series is it? Run, not estimated.

The attacker holds some original rows of every entity and assigns each entity one released label, so that the whole
assignment fits best (Kuhn 1955). Costs that tie are broken at random: with constant costs an assignment otherwise
returns everything right by the order of the table.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment
from scipy.spatial import cKDTree

SECONDS_PER_WEEK = 7 * 86_400
NO_MATCH = 1e9
QUANTILES = np.linspace(0.05, 0.95, 19)
ROWS_VOTING = 200


@dataclass(frozen=True)
class Series:
    """Rows of one entity or one label: seconds (sorted), values (rows x columns, in units of the column's spread)."""

    seconds: np.ndarray
    values: np.ndarray

    def at(self, seconds: np.ndarray) -> np.ndarray:
        """The values at these seconds, NaN where there are none; the last dimension is the column."""
        place = np.clip(np.searchsorted(self.seconds, seconds), 0, len(self.seconds) - 1)
        found = self.values[place]
        found[self.seconds[place] != seconds] = np.nan
        return found


Cost = Callable[[Series, Series], float]


def split(table: pd.DataFrame, entity: str, time: str, columns: Sequence[str], spread: np.ndarray) -> dict[str, Series]:
    """The table by entity, one row a time, values divided by `spread`."""
    parts = {}
    for name, rows in table.groupby(entity, observed=True):
        seconds = _seconds(rows[time]) if time else np.arange(len(rows))
        first = np.unique(seconds, return_index=True)[1]
        values = rows[list(columns)].to_numpy(dtype=float) / spread
        parts[str(name)] = Series(seconds[first], values[first])
    return parts


def draw(series: dict[str, Series], count: Callable[[int], int], random: np.random.Generator) -> dict[str, Series]:
    """What the attacker holds: so many random rows of each entity."""
    held = {}
    for name, whole in series.items():
        rows = np.sort(
            random.choice(len(whole.seconds), min(len(whole.seconds), count(len(whole.seconds))), replace=False)
        )
        held[name] = Series(whole.seconds[rows], whole.values[rows])
    return held


def same_time(known: Series, released: Series) -> float:
    """Mean absolute difference at the same times."""
    return _mean_difference(known.values, released.at(known.seconds))


def shifted_time(weeks: int) -> Cost:
    """The same at the best of all whole-week shifts up to `weeks` into the past."""

    def cost(known: Series, released: Series) -> float:
        lags = np.arange(weeks + 1) * SECONDS_PER_WEEK
        found = released.at(known.seconds[None, :] - lags[:, None])
        differences = np.abs(found - known.values[None, :, :])
        seen = np.isfinite(differences).mean(axis=(1, 2))
        means = np.where(np.isfinite(differences), differences, 0.0).sum(axis=(1, 2)) / np.maximum(
            np.isfinite(differences).sum(axis=(1, 2)), 1
        )
        usable = seen >= 0.5 * seen.max() if seen.max() else np.zeros(len(lags), dtype=bool)
        return float(means[usable].min()) if usable.any() else NO_MATCH

    return cost


def profile(known: Series, released: Series) -> float:
    """Without any times: the difference of the quantiles of each column."""
    if len(known.values) < 5:
        return NO_MATCH
    difference = np.nanquantile(known.values, QUANTILES, axis=0) - np.nanquantile(released.values, QUANTILES, axis=0)
    return float(np.nanmean(np.abs(difference)))


def nearest_rows(known: Series, released: Series) -> float:
    """Without any times: the mean distance of each known row to the most similar released row."""
    rows = known.values[np.isfinite(known.values).all(axis=1)][:ROWS_VOTING]
    whole = released.values[np.isfinite(released.values).all(axis=1)]
    if not len(rows) or not len(whole):
        return NO_MATCH
    return float(np.mean(cKDTree(whole).query(rows)[0]))


def assign(
    known: dict[str, Series], released: dict[str, Series], cost: Cost, random: np.random.Generator
) -> dict[str, str]:
    """For each entity the label that the attacker names."""
    entities, labels = list(known), list(random.permutation(list(released)))
    costs = np.array([[cost(known[entity], released[label]) for label in labels] for entity in entities])
    costs = np.where(np.isfinite(costs), costs, NO_MATCH)
    scale = np.min(costs[costs > 0], initial=1.0)
    rows, columns = linear_sum_assignment(costs + random.random(costs.shape) * scale * 1e-9)
    return {entities[row]: str(labels[column]) for row, column in zip(rows, columns, strict=True)}


def spreads(table: pd.DataFrame, columns: Sequence[str]) -> np.ndarray:
    """The standard deviation of each column, 1 for a constant one."""
    found = table[list(columns)].astype(float).std().to_numpy()
    return np.where(np.isfinite(found) & (found > 0), found, 1.0)


def _seconds(times: pd.Series) -> np.ndarray:
    return times.to_numpy(dtype="datetime64[s]").astype(np.int64)


def _mean_difference(one: np.ndarray, other: np.ndarray) -> float:
    difference = np.abs(one - other)
    return float(np.nanmean(difference)) if np.isfinite(difference).any() else NO_MATCH
