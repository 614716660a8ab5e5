"""Everything that is measured about one release, in one frozen report."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import pandas as pd
import pyarrow as pa

from sandbox_data.anonymising import Anonymised, Recipe, ReleaseRecord
from sandbox_data.anonymising.recipe import Aggregate, Rename
from sandbox_data.risk import entities, holder, survival
from sandbox_data.risk.anonymity import anonymity
from sandbox_data.risk.entities import Tables
from sandbox_data.risk.likeness import likeness
from sandbox_data.risk.protection import Entities, Persons, Protection, ProtectionError, Secrets
from sandbox_data.risk.results import (
    Anonymity,
    ColumnLikeness,
    EntityAnonymity,
    Frozen,
    Linkage,
    Recovery,
    Survival,
    TextPrecision,
    TextReview,
    UtilityResult,
)
from sandbox_data.risk.utility import utility
from sandbox_data.risk.verdict import Verdict, judge


class Measured(Frozen):
    """The figures. What isn't protected isn't measured, and stays None or empty."""

    record: ReleaseRecord
    sealed_columns: tuple[str, ...]
    anonymity: Anonymity | None = None
    linkages: tuple[Linkage, ...] = ()
    entities_behind: tuple[EntityAnonymity, ...] = ()
    survivals: tuple[Survival, ...] = ()
    recoveries: tuple[Recovery, ...] = ()
    reviews: tuple[TextReview, ...] = ()
    precision: TextPrecision | None = None
    likeness: tuple[ColumnLikeness, ...] = ()
    utility: tuple[UtilityResult, ...] = ()


class RiskReport(Frozen):
    """A release measured against its declaration. `model_dump_json` is the report's JSON form."""

    dataset: str
    made_at: datetime
    protection: Protection
    measured: Measured
    verdict: Verdict


def assess(
    original: pa.Table,
    done: Anonymised,
    recipe: Recipe,
    protection: Protection,
    *,
    made_at: datetime,
    sample: Path | None = None,
) -> RiskReport:
    """Measure everything that the declaration asks for and judge it. Raises ProtectionError for a wrong column.

    `sample`: the reviewed sample of texts, needed where persons are protected in texts.
    """
    names = original_names(recipe, done.record.columns)
    tables = Tables(original.to_pandas(), done.table.to_pandas().rename(columns=names), done.row_origin)
    tables = _same_kinds(tables)
    sealed = tuple(names.get(name, name) for name in done.record.sealed_columns)
    measured = Measured(
        record=done.record,
        sealed_columns=sealed,
        anonymity=_anonymity(tables, protection),
        linkages=tuple(_linkages(tables, done, protection)),
        entities_behind=tuple(_behind(tables, recipe, protection)),
        survivals=tuple(_survivals(tables, sealed, protection)),
        recoveries=tuple(_recoveries(tables, sealed, protection)),
        likeness=tuple(likeness(tables, frozenset(sealed))),
        utility=tuple(utility(tables, task) for task in protection.utility),
        **_texts(tables, recipe, sample),
    )
    return RiskReport(
        dataset=protection.dataset,
        made_at=made_at,
        protection=protection,
        measured=measured,
        verdict=judge(measured, protection),
    )


def original_names(recipe: Recipe, released: Sequence[str]) -> dict[str, str]:
    """What each released column was called in the plant's table. A measure is called after the column it measures;
    of several measures of one column the first counts."""
    names: dict[str, str] = {}
    for step in recipe.steps:
        if isinstance(step, Rename):
            names = {**names, **{new: names.get(old, old) for old, new in step.names.items()}}
        elif isinstance(step, Aggregate):
            called = {by.name or by.column: names.get(by.column, by.column) for by in step.by}
            for measure in step.measures:
                plain = names.get(measure.column, measure.column)
                if plain not in called.values():
                    called[measure.name or f"{measure.column}_{measure.statistic}"] = plain
            names = called
    return {new: old for new, old in names.items() if new in released}


def _same_kinds(tables: Tables) -> Tables:
    """Numbers whose pseudonyms are words are words in the original too; times of both are in UTC without saying so."""
    original, released = tables.original.copy(), tables.released.copy()
    for table in (original, released):
        for name in table.columns:
            if isinstance(table[name].dtype, pd.DatetimeTZDtype):
                table[name] = table[name].dt.tz_convert("UTC").dt.tz_localize(None)
    for name in released.columns:
        if name not in original:
            continue
        numbers = pd.api.types.is_numeric_dtype(original[name].dtype)
        if numbers and not pd.api.types.is_numeric_dtype(released[name].dtype):
            original[name] = original[name].astype(str)
    return Tables(original, released, tables.origin)


def _anonymity(tables: Tables, protection: Protection) -> Anonymity | None:
    for item in protection.protects:
        if isinstance(item, Persons):
            _refuse_missing(tables.released, (*item.quasi_identifiers, *item.sensitive), "persons")
            return anonymity(tables.released, item.quasi_identifiers, item.sensitive, protection.thresholds.k)
    return None


def _linkages(tables: Tables, done: Anonymised, protection: Protection) -> list[Linkage]:
    found: list[Linkage] = []
    for item in protection.protects:
        if not isinstance(item, Entities):
            continue
        _refuse_missing(tables.original, (item.entity, *item.values), item.kind)
        if tables.origin is None:
            found += entities.link_nothing(tables, item)
        elif item.released_as:
            named = Tables(
                tables.original, tables.released.rename(columns={item.released_as: item.entity}), tables.origin
            )
            found += entities.link_series(named, item, _truth(named, item))
        else:
            found += entities.infer_rows(tables, item)
    return found


def _truth(tables: Tables, item: Entities) -> dict[str, str]:
    """The label under which most of each entity's rows were released."""
    owner = tables.original[item.entity].astype(str).to_numpy()[tables.origin]
    votes = pd.crosstab(owner, tables.released[item.entity].astype(str).to_numpy())
    return {str(entity): str(label) for entity, label in votes.idxmax(axis=1).items()}


def _behind(tables: Tables, recipe: Recipe, protection: Protection) -> list[EntityAnonymity]:
    """The entities behind the released rows of an aggregate, as its step counted them."""
    step = next((step for step in recipe.steps if isinstance(step, Aggregate) and step.entity), None)
    if step is None or "entities" not in tables.released:
        return []
    return [
        EntityAnonymity(
            entity=item.entity,
            entities=int(tables.original[item.entity].nunique()),
            fewest_per_row=int(tables.released["entities"].min()),
            released_rows=len(tables.released),
        )
        for item in protection.protects
        if isinstance(item, Entities)
    ]


def _survivals(tables: Tables, sealed: Sequence[str], protection: Protection) -> list[Survival]:
    wanted = {name for item in protection.protects if isinstance(item, Secrets) for name in item.columns} | set(sealed)
    found = []
    for name in sorted(wanted & set(tables.released.columns) & set(tables.original.columns)):
        found.append(survival.surviving_values(tables.original[name], tables.released[name], tables.origin))
    return found


def _recoveries(tables: Tables, sealed: Sequence[str], protection: Protection) -> list[Recovery]:
    found: list[Recovery] = []
    for item in protection.protects:
        if isinstance(item, Secrets):
            _refuse_missing(tables.original, item.columns, item.kind)
            found += holder.recover(tables, item, sealed)
    return found


def _texts(tables: Tables, recipe: Recipe, sample: Path | None) -> dict[str, object]:
    if sample is None or tables.origin is None:
        return {}
    read = survival.read_sample(sample)
    column = read.column
    _refuse_missing(tables.released, (column,), "persons")
    originals = tables.original[column].fillna("").astype(str).tolist()
    survival.refuse_other_texts(read, originals)
    texts = tables.released[column].fillna("").astype(str)
    released = dict(zip(tables.origin.tolist(), texts, strict=True))
    return {
        "reviews": tuple(survival.review(read, originals, released)),
        "precision": survival.precision(read, originals, recipe),
    }


def _refuse_missing(table: pd.DataFrame, names: Sequence[str], where: str) -> None:
    for name in names:
        if name not in table.columns:
            raise ProtectionError(f"protects.{where}: '{name}' 열이 없습니다 / there is no column '{name}'.")
