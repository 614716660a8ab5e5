"""Scoring of models on labels that the trainee's kernel never sees. For hidden parts of checks:

    from grader.checks.holdout import held_out, learned, points_for
    inputs, labels = held_out("steel_energy", target="usage_kwh")
    result = learned(fit_model, train_X, train_y, inputs, labels, metric=r2_score)
    points_for(result.low, {0.80: 10, 0.70: 6, 0.50: 2})

Points go by the lower end of a bootstrap interval and in bands, so that neither luck nor many attempts earn much. A
table of published values predicts as well when it is trained on labels in random order: it has learned nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader.checks.library import AuthorFault

FOLDER = Path("/held-out")
ROUNDS = 400
CONFIDENCE = 0.9
Metric = Callable[[Any, Any], float]


@dataclass(frozen=True)
class Interval:
    """A metric on held-out rows, and where it lies when rows are drawn again (percentile bootstrap)."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Learned:
    """How well a model does on held-out rows. `permuted`: the best that the same training reached with labels in random
    order; `low` is 0.0 where the model does no better than that."""

    value: float
    low: float
    high: float
    permuted: float

    @property
    def learned(self) -> bool:
        return self.low > self.permuted


def held_out(name: str, target: str, folder: Path = FOLDER) -> tuple[Any, Any]:
    """Inputs (frame, n x k) and labels (series, n) of a dataset's held-out rows. AuthorFault if there are none here."""
    import pandas as pd

    path = folder / name / "data.parquet"
    if not path.is_file():
        raise AuthorFault(f"there are no held-out rows of {name} on this host")
    table = pd.read_parquet(path)
    return table.drop(columns=[target]), table[target]


def interval(metric: Metric, labels: Any, predicted: Any, seed: int = 0, rounds: int = ROUNDS) -> Interval:
    """Bootstrap percentile interval of `metric(labels, predicted)`; both of length n, predictions as plain values.

    Efron, Tibshirani: An Introduction to the Bootstrap (1993), chapter 13.
    """
    import numpy as np

    truth, guess = np.asarray(labels), np.asarray(predicted)
    if truth.shape != guess.shape:
        raise ValueError(
            f"예측이 {guess.shape}개, 정답이 {truth.shape}개입니다. / {guess.shape} predictions for {truth.shape} rows."
        )
    rng = np.random.default_rng(seed)
    drawn = []
    for _ in range(rounds):
        rows = rng.integers(0, len(truth), len(truth))
        drawn.append(float(metric(truth[rows], guess[rows])))
    tail = (1 - CONFIDENCE) / 2
    low, high = np.nanquantile(drawn, [tail, 1 - tail])
    return Interval(float(metric(truth, guess)), float(low), float(high))


def learned(
    train: Callable[[Any, Any], Any],
    train_inputs: Any,
    train_labels: Any,
    inputs: Any,
    labels: Any,
    metric: Metric,
    seeds: tuple[int, ...] = (1, 2, 3),
) -> Learned:
    """Train by the trainee's `train(inputs, labels) -> model with predict`, and again with labels in random order.

    `metric`: the larger the better. Held-out labels are never sent; predictions are all that comes back.
    """
    import numpy as np

    found = interval(metric, labels, train(train_inputs, train_labels).predict(inputs))
    permuted = max(_permuted(train, train_inputs, train_labels, inputs, labels, metric, seed, np) for seed in seeds)
    low = found.low if found.low > permuted else 0.0
    return Learned(found.value, low, found.high, permuted)


def _permuted(
    train: Any, train_inputs: Any, train_labels: Any, inputs: Any, labels: Any, metric: Metric, seed: int, np: Any
) -> float:
    order = np.random.default_rng(seed).permutation(len(train_labels))
    mixed = np.asarray(train_labels)[order]
    if hasattr(train_labels, "index"):
        mixed = type(train_labels)(mixed, index=train_labels.index, name=train_labels.name)
    predicted = np.asarray(train(train_inputs, mixed).predict(inputs))
    return float(metric(np.asarray(labels), predicted))


def points_for(reached: float, bands: Mapping[float, float]) -> float:
    """Points of the highest band that `reached` is in (`bands`: lower bound to points); 0 below all of them."""
    return max((points for bound, points in bands.items() if reached >= bound), default=0.0)
