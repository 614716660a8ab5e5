"""Reference tasks on the original and on the release: what anonymisation costs a trainee."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from sklearn.ensemble import HistGradientBoostingRegressor, RandomForestClassifier
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, balanced_accuracy_score, f1_score, mean_absolute_error
from sklearn.pipeline import make_pipeline

from sandbox_data.risk.entities import Tables
from sandbox_data.risk.protection import ProtectionError, Split, Utility
from sandbox_data.risk.results import UtilityResult

FOLDS = 5
SEED = 0
TREES = 200


def utility(tables: Tables, task: Utility) -> UtilityResult:
    """The task's score on both; the same original rows train and test on either side."""
    _refuse_missing(tables, task)
    if task.model == "binned curve":
        original, released = _curves(tables, task)
    elif task.model == "share of time":
        original, released = _shares(tables, task)
    else:
        if tables.origin is None:
            raise ProtectionError(
                f"utility.model: {task.model}: 행이 없는 공개본입니다 / the release has no rows of its own."
            )
        kept = _distinct(tables.original, task)
        original = _score(tables.original, np.arange(len(tables.original)), kept, tables.original, task)
        released = _score(tables.released, tables.origin, kept, tables.original, task)
    lost = (original - released) if task.higher_is_better else (released - original)
    if task.score == "share":
        lost = abs(released - original)
    return UtilityResult(
        name_ko=task.name.ko,
        name_en=task.name.en,
        score=task.score,
        original=original,
        released=released,
        loss=lost / abs(original) if original else float(released != original),
    )


def _refuse_missing(tables: Tables, task: Utility) -> None:
    for name in (*([task.target] if task.target else task.any_of), *task.inputs):
        if name not in tables.original.columns or name not in tables.released.columns:
            side = "original" if name not in tables.original.columns else "release"
            raise ProtectionError(f"utility: '{name}' 열이 없습니다 / the {side} has no column '{name}'.")


def _distinct(original: pd.DataFrame, task: Utility) -> np.ndarray:
    """Which original rows count: all, or those that differ from the row before."""
    if task.distinct_but is None:
        return np.ones(len(original), dtype=bool)
    looked_at = original.drop(columns=[name for name in task.distinct_but if name in original])
    looked_at = looked_at.astype(str).fillna("")  # two missing values are a repetition too
    return ~(looked_at == looked_at.shift()).all(axis=1).to_numpy()


def _score(table: pd.DataFrame, rows: np.ndarray, kept: np.ndarray, original: pd.DataFrame, task: Utility) -> float:
    """`rows`: the original row of each row of `table`. Trained and tested in the order of the original."""
    order = np.argsort(rows, kind="stable")
    order = order[kept[rows[order]]]
    table, rows = table.iloc[order].reset_index(drop=True), rows[order]
    target = _target(table, task)
    scores = []
    for train in _splits(original, kept, task):
        inside = train[rows]
        told, wanted = _predicted(table, target, inside, task), target[~inside]
        scores.append(_measure(wanted, told, task))
    return float(np.mean(scores))


def _target(table: pd.DataFrame, task: Utility) -> np.ndarray:
    if task.any_of:
        return (table[list(task.any_of)].to_numpy() > 0).any(axis=1).astype(int)
    if task.positive:
        return table[task.target].astype(str).isin(task.positive).to_numpy().astype(int)
    return table[task.target].to_numpy()


def _splits(original: pd.DataFrame, kept: np.ndarray, task: Utility) -> Iterator[np.ndarray]:
    """Masks over the original rows: which of them train. Rows that don't count never do."""
    places = np.flatnonzero(kept)
    if task.split.by == "folds":
        fold = np.random.default_rng(SEED).permutation(len(places)) % FOLDS
        for number in range(FOLDS):
            yield _mask(len(original), places[fold != number])
    elif task.split.by == "first rows":
        yield _mask(len(original), places[: round(task.split.share * len(places))])
    elif task.split.by == "first rows of each class":
        rank = original[task.target].iloc[places].groupby(original[task.target].iloc[places]).cumcount()
        size = original[task.target].iloc[places].map(original[task.target].iloc[places].value_counts())
        yield _mask(len(original), places[(rank < task.split.share * size).to_numpy()])
    else:
        yield _before(original, task.split)


def _before(table: pd.DataFrame, split: Split) -> np.ndarray:
    return (table[split.time] < pd.Timestamp(split.train_before)).to_numpy()


def _mask(length: int, places: np.ndarray) -> np.ndarray:
    mask = np.zeros(length, dtype=bool)
    mask[places] = True
    return mask


def _predicted(table: pd.DataFrame, target: np.ndarray, train: np.ndarray, task: Utility) -> np.ndarray:
    if task.model == "text":
        texts = table[list(task.inputs)].fillna("").astype(str).agg(" ".join, axis=1)
        model = make_pipeline(
            TfidfVectorizer(sublinear_tf=True, ngram_range=(1, 2), min_df=2),
            LogisticRegression(class_weight="balanced", max_iter=1000),
        )
        return np.asarray(model.fit(texts[train], target[train]).predict(texts[~train]))
    inputs = table[list(task.inputs)].to_numpy(dtype=float)
    if task.model == "gradient boosting":
        booster = HistGradientBoostingRegressor(early_stopping=False, random_state=SEED)
        return np.asarray(booster.fit(inputs[train], target[train]).predict(inputs[~train]))
    forest = RandomForestClassifier(TREES, random_state=SEED).fit(inputs[train], target[train])
    if task.score == "average precision":
        return np.asarray(forest.predict_proba(inputs[~train])[:, 1])
    return np.asarray(forest.predict(inputs[~train]))


def _measure(wanted: np.ndarray, told: np.ndarray, task: Utility) -> float:
    if task.score == "balanced accuracy":
        return float(balanced_accuracy_score(wanted, told))
    if task.score == "average precision":
        return float(average_precision_score(wanted, told))
    if task.score == "macro F1":
        return float(f1_score(wanted, told, average="macro"))
    return float(mean_absolute_error(wanted, told))


def _curves(tables: Tables, task: Utility) -> tuple[float, float]:
    """Mean absolute error on later original rows of a curve through binned medians, interpolated between the bins."""
    original = tables.original.dropna(subset=[task.target, task.inputs[0]])
    train = _before(original, task.split)
    inputs, target = original[task.inputs[0]].to_numpy(float), original[task.target].to_numpy(float)
    place = np.floor(inputs[train] / task.width + 0.5) * task.width
    medians = pd.Series(target[train]).groupby(place).median()
    released = tables.released
    if task.split.time in released:
        released = released[released[task.split.time] < pd.Timestamp(task.split.train_before)]
    released = released.sort_values(task.inputs[0])
    curves = (
        (medians.index.to_numpy(), medians.to_numpy()),
        (released[task.inputs[0]].to_numpy(float), released[task.target].to_numpy(float)),
    )
    errors = [np.abs(np.interp(inputs[~train], x, y) - target[~train]).mean() for x, y in curves]
    return float(errors[0]), float(errors[1])


def _shares(tables: Tables, task: Utility) -> tuple[float, float]:
    """Share of `inputs[0]` (a duration) that falls on `positive`, in the group of `inputs[1]` where it moved most."""
    both = [_share_by_group(table, task) for table in (tables.original, tables.released)]
    worst = int((both[0] - both[1]).abs().to_numpy().argmax())
    return float(both[0].iloc[worst]), float(both[1].iloc[worst])


def _share_by_group(table: pd.DataFrame, task: Utility) -> pd.Series:
    duration, group = task.inputs
    wanted = table[task.target].astype(str).isin(task.positive)
    return (table[duration] * wanted).groupby(table[group]).sum() / table[duration].groupby(table[group]).sum()
