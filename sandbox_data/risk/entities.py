"""Attacks on sites and machines, as the declaration asks for them: by their series, or row by row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from sandbox_data.risk import series
from sandbox_data.risk.protection import Attacker, Entities
from sandbox_data.risk.results import Count, Linkage


@dataclass(frozen=True)
class Known:
    """What the attacker holds: a share of the rows, or so many."""

    share: float = 0.0
    rows: int = 0

    def __str__(self) -> str:
        return f"{self.rows} rows" if self.rows else f"{100 * self.share:g} %"

    def of(self, whole: int) -> int:
        return min(whole, self.rows or max(1, round(self.share * whole)))


def known_amounts(attacker: Attacker) -> list[Known]:
    return [Known(share=share) for share in attacker.shares] + [Known(rows=rows) for rows in attacker.rows]


@dataclass(frozen=True)
class Tables:
    """Original and release as the attacks compare them, both under the original's column names.

    `origin`: for each released row its original row, None when the release changed its shape.
    """

    original: pd.DataFrame
    released: pd.DataFrame
    origin: np.ndarray | None


def link_series(tables: Tables, item: Entities, truth: Mapping[str, str]) -> list[Linkage]:
    """Whose series is it? Every method with every amount of known rows. `truth`: the label of each entity."""
    columns = list(item.values)
    spread = series.spreads(tables.original, columns)
    originals = series.split(tables.original, item.entity, item.time, columns, spread)
    released = series.split(tables.released, item.entity, item.time, columns, spread)
    methods: dict[str, series.Cost] = {"profile": series.profile, "nearest rows": series.nearest_rows}
    if item.time:
        methods |= {"same time": series.same_time, "shifted time": series.shifted_time(item.attacker.weeks)}
    found = []
    for known in known_amounts(item.attacker):
        for method, cost in methods.items():
            hits = 0
            for seed in range(item.attacker.seeds):
                random = np.random.default_rng(seed)
                named = series.assign(series.draw(originals, known.of, random), released, cost, random)
                hits += sum(truth[entity] == label for entity, label in named.items())
            trials = len(originals) * item.attacker.seeds
            count = Count(hits=hits, trials=trials, guessed=trials / len(released))
            found.append(_linkage(item, len(originals), method, known, count))
    return found


def link_nothing(tables: Tables, item: Entities) -> list[Linkage]:
    """An aggregate has no series and no rows of one entity: the attack finds nothing that it could assign."""
    entities = tables.original[item.entity].nunique()
    trials = entities * item.attacker.seeds
    count = Count(hits=0, trials=trials, guessed=trials / entities)
    return [_linkage(item, entities, "aggregate", known, count) for known in known_amounts(item.attacker)]


def infer_rows(tables: Tables, item: Entities) -> list[Linkage]:
    """From which site is this row? The attacker knows it for some rows of the release and compares the others.

    Guessing is naming the commonest entity every time, which needs no release.
    """
    if tables.origin is None:
        return link_nothing(tables, item)
    entity = tables.original[item.entity].astype(str).to_numpy()[tables.origin]
    features = _features(tables.released, item)
    found = []
    for known in known_amounts(item.attacker):
        hits: dict[str, int] = {"nearest row": 0, "classifier": 0}
        guessed = trials = 0
        for seed in range(item.attacker.seeds):
            random = np.random.default_rng(seed)
            order = random.permutation(len(entity))
            held, rest = order[: known.of(len(entity))], order[known.of(len(entity)) :]
            hits["nearest row"] += _hits(_nearest(features, entity, held, rest), entity[rest])
            hits["classifier"] += _hits(_classified(features, entity, held, rest), entity[rest])
            guessed += int(pd.Series(entity[rest]).value_counts().iloc[0])
            trials += len(rest)
        for method, count in hits.items():
            found.append(
                _linkage(item, len(set(entity)), method, known, Count(hits=count, trials=trials, guessed=guessed))
            )
    return found


def _features(released: pd.DataFrame, item: Entities) -> csr_matrix:
    """Rows of unit length: words, categories and numbers, all that the release shows of a row."""
    parts = [
        TfidfVectorizer(sublinear_tf=True, ngram_range=(1, 2)).fit_transform(released[name].fillna("").astype(str))
        for name in item.texts
    ]
    others = released[[name for name in [*item.values, *([item.time] if item.time else [])] if name in released]]
    if others.shape[1]:
        numbers = others.select_dtypes("number")
        words = pd.get_dummies(others.drop(columns=numbers.columns).astype(str), dtype=float)
        scaled = ((numbers - numbers.mean()) / numbers.std().replace(0, 1)).fillna(0.0)
        parts.append(csr_matrix(pd.concat([words, scaled], axis=1).to_numpy() / 2.0))
    return hstack(parts).tocsr()


def _nearest(features: csr_matrix, entity: np.ndarray, held: np.ndarray, rest: np.ndarray) -> np.ndarray:
    likeness = (features[rest] @ features[held].T).toarray()
    return np.asarray(entity[held][likeness.argmax(axis=1)])  # held rows are in random order: ties are broken at random


def _classified(features: csr_matrix, entity: np.ndarray, held: np.ndarray, rest: np.ndarray) -> np.ndarray:
    if len(set(entity[held])) < 2:
        return np.repeat(entity[held][:1], len(rest))
    model = LogisticRegression(C=10.0, max_iter=300).fit(features[held], entity[held])
    return np.asarray(model.predict(features[rest]))


def _hits(named: np.ndarray, truth: np.ndarray) -> int:
    return int((named == truth).sum())


def _linkage(item: Entities, entities: int, method: str, known: Known, count: Count) -> Linkage:
    return Linkage(kind=item.kind, entity=item.entity, entities=entities, method=method, known=str(known), count=count)
