"""The attack on sealed values by somebody who holds some original rows: find them in the release, undo the seal.

Rows are matched on what scaling can't hide (columns left as they are, the time within the week, standardised sealed
columns); the pairs give each column's factor and offset, each pseudonym's meaning and the weeks; with these the rows
are matched again, until nothing changes (iterative closest point, Besl and McKay 1992).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from zlib import crc32

import numpy as np
import pandas as pd
from scipy.spatial import cKDTree

from sandbox_data.risk.entities import Tables, known_amounts
from sandbox_data.risk.protection import Secrets
from sandbox_data.risk.results import Count, Recovery
from sandbox_data.risk.series import SECONDS_PER_WEEK

ROUNDS = 8
WITHIN = 0.01
"""A number counts as recovered within this share of the original's range from the 5th to the 95th percentile, or within
half of the usual step between its values where that is more: who knows the sensor rounds to the step."""


@dataclass
class _Guess:
    """What the attacker believes of the seal so far."""

    affine: dict[str, tuple[float, float]] = field(default_factory=dict)
    meaning: dict[str, dict[str, str]] = field(default_factory=dict)
    seconds: dict[str, int] = field(default_factory=dict)


def recover(tables: Tables, item: Secrets, sealed: Sequence[str]) -> list[Recovery]:
    """For each of the item's columns the released rows whose original value the attacker tells, of those not known.

    `sealed`: the columns (original names) that the recipe sealed. Hits are the mean over the attacker's seeds.
    """
    if tables.origin is None:
        return []
    columns = [name for name in item.columns if name in tables.released.columns]
    found = []
    for known in known_amounts(item.attacker):
        hits: dict[str, list[int]] = {name: [] for name in columns}
        guessed: dict[str, list[int]] = {name: [] for name in columns}
        trials = 0
        for seed in range(item.attacker.seeds):
            random = np.random.default_rng(seed)
            held = random.choice(len(tables.original), known.of(len(tables.original)), replace=False)
            unknown = ~np.isin(tables.origin, held)
            trials = int(unknown.sum())
            guess = _attack(tables, held, sealed)
            for name in columns:
                truth = tables.original[name].iloc[tables.origin[unknown]].reset_index(drop=True)
                told = _told(
                    tables.released[name][unknown].reset_index(drop=True), tables.original[name].iloc[held], guess
                )
                hits[name].append(_agree(told, truth, tables.original[name]))
                guessed[name].append(_guessing(tables.original[name].iloc[held], truth, tables.original[name]))
        for name in columns:
            count = Count(hits=round(float(np.mean(hits[name]))), trials=trials, guessed=float(np.mean(guessed[name])))
            found.append(
                Recovery(
                    kind=item.kind, column=name, known=str(known), within=_within(tables.original[name]), count=count
                )
            )
    return found


def _attack(tables: Tables, held: np.ndarray, sealed: Sequence[str]) -> _Guess:
    known = tables.original.iloc[held].reset_index(drop=True)
    shared = [name for name in tables.released.columns if name in known.columns]
    guess, before = _Guess(), None
    for _ in range(ROUNDS):
        pairs = [_pair(known[name], tables.released[name], name in sealed, guess) for name in shared]
        ours = np.column_stack([pair[0] for pair in pairs if pair is not None])
        theirs = np.column_stack([pair[1] for pair in pairs if pair is not None])
        distance, match = cKDTree(theirs).query(ours)
        if before is not None and np.array_equal(before, match):
            break
        before = match
        best = np.argsort(distance)[: max(3, len(distance) // 2)]
        _learn(guess, known.iloc[best], tables.released.iloc[match[best]], [n for n in shared if n in sealed])
    return guess


def _pair(known: pd.Series, released: pd.Series, sealed: bool, guess: _Guess) -> tuple[np.ndarray, np.ndarray] | None:
    """A column of both tables as comparable numbers; None while nothing is known about its pseudonyms.

    Times become seconds of the week, words codes; numbers that are still sealed are standardised each by itself.
    """
    name = str(known.name)
    if pd.api.types.is_datetime64_any_dtype(known.dtype):
        ours, theirs = _seconds_of_week(known), _seconds_of_week(released)
    elif _is_word(known):
        if sealed and not guess.meaning:
            return None
        meant = released.astype(str).map(guess.meaning[name]).fillna("?") if name in guess.meaning else released
        ours, theirs = _codes(known), _codes(meant)
    else:
        ours, theirs = known.to_numpy(float, na_value=np.nan), released.to_numpy(float, na_value=np.nan)
        if sealed and name not in guess.affine:
            return _standard(ours, ours), _standard(theirs, theirs)
        factor, offset = guess.affine.get(name, (1.0, 0.0)) if sealed else (1.0, 0.0)
        theirs = (theirs - offset) / factor
    return _standard(ours, ours), _standard(theirs, ours)


def _seconds_of_week(times: pd.Series) -> np.ndarray:
    return np.asarray(times.to_numpy("datetime64[s]").astype(np.int64) % SECONDS_PER_WEEK, dtype=float)


def _codes(words: pd.Series) -> np.ndarray:
    return np.array([crc32(str(word).encode()) for word in words], dtype=float)


def _standard(values: np.ndarray, by: np.ndarray) -> np.ndarray:
    if not np.isfinite(by).any():
        return np.zeros(len(values))
    return np.asarray(np.nan_to_num((values - np.nanmean(by)) / (float(np.nanstd(by)) or 1.0)))


def _learn(guess: _Guess, known: pd.DataFrame, matched: pd.DataFrame, sealed: Sequence[str]) -> None:
    """Factor and offset by least squares, meanings by votes, weeks by the median."""
    for name in sealed:
        original, released = known[name].reset_index(drop=True), matched[name].reset_index(drop=True)
        if pd.api.types.is_datetime64_any_dtype(original.dtype):
            lag = (original.to_numpy("datetime64[s]") - released.to_numpy("datetime64[s]")).astype(np.int64)
            guess.seconds[name] = round(float(np.median(lag)) / SECONDS_PER_WEEK) * SECONDS_PER_WEEK
        elif _is_word(released):
            votes = original.astype(str).groupby(released.astype(str)).agg(lambda group: group.mode().iloc[0])
            guess.meaning[name] = {str(label): str(meaning) for label, meaning in votes.items()}
        else:
            x, y = original.to_numpy(dtype=float), released.to_numpy(dtype=float)
            usable = np.isfinite(x) & np.isfinite(y)
            if usable.sum() >= 2 and np.ptp(x[usable]) > 0:
                factor, offset = np.polyfit(x[usable], y[usable], 1)
                if factor:
                    guess.affine[name] = float(factor), float(offset)


def _told(released: pd.Series, held: pd.Series, guess: _Guess) -> pd.Series:
    """The original values that the attacker reads off the release; where nothing was learnt, the known median."""
    name = str(held.name)
    if pd.api.types.is_datetime64_any_dtype(released.dtype):
        return released + pd.Timedelta(seconds=guess.seconds.get(name, 0))
    if name in guess.meaning:
        return released.astype(str).map(guess.meaning[name])
    if name in guess.affine:
        factor, offset = guess.affine[name]
        return (released - offset) / factor
    usual = held.median() if _is_number(held) else held.mode().iloc[0]
    return pd.Series(usual, index=released.index)


def _agree(told: pd.Series, truth: pd.Series, whole: pd.Series) -> int:
    if _is_number(whole) and _is_number(told):
        return int((np.abs(told.to_numpy(float) - truth.to_numpy(float)) <= _tolerance(whole)).sum())
    if pd.api.types.is_datetime64_any_dtype(whole.dtype):
        return int((told.to_numpy("datetime64[s]") == truth.to_numpy("datetime64[s]")).sum())
    return int((told.astype(str).to_numpy() == truth.astype(str).to_numpy()).sum())


def _guessing(held: pd.Series, truth: pd.Series, whole: pd.Series) -> int:
    """The hits of the one value that fits the attacker's own rows best; no release is needed for that."""
    if not held.notna().any():
        return 0
    if not _is_number(whole):
        return int((truth.astype(str) == str(held.mode().iloc[0])).sum())
    values, reach = held.dropna().to_numpy(float), _tolerance(whole)
    best = max(np.unique(values), key=lambda value: int((np.abs(values - value) <= reach).sum()))
    return int((np.abs(truth.to_numpy(float) - best) <= reach).sum())


def _tolerance(values: pd.Series) -> float:
    numbers = values.to_numpy(float)
    low, high = np.nanquantile(numbers, [0.05, 0.95])
    steps = np.diff(np.unique(numbers[np.isfinite(numbers)]))
    step = float(np.median(steps)) if len(steps) else 0.0
    return max(float(WITHIN * (high - low)), step / 2) + 1e-9


def _within(values: pd.Series) -> str:
    return f"{_tolerance(values):.3g}" if _is_number(values) else "exact"


def _is_number(values: pd.Series) -> bool:
    return bool(pd.api.types.is_numeric_dtype(values.dtype))


def _is_word(values: pd.Series) -> bool:
    return not _is_number(values) and not pd.api.types.is_datetime64_any_dtype(values.dtype)
