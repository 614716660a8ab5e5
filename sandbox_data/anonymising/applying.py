"""A recipe applied to a table: the released table, what the steps drew, and the record that goes with the release."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, cast

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from pydantic import BaseModel, ConfigDict

from sandbox_data.anonymising import tables
from sandbox_data.anonymising.aggregating import aggregate
from sandbox_data.anonymising.drawing import Draw, Outcome
from sandbox_data.anonymising.identities import drop, pseudonym, rename
from sandbox_data.anonymising.keys import Key
from sandbox_data.anonymising.numbers import clip, generalise, jitter, scale
from sandbox_data.anonymising.recipe import Recipe, RecipeError, Step
from sandbox_data.anonymising.redacting import redact
from sandbox_data.anonymising.rows import shuffle, suppress_rare
from sandbox_data.anonymising.times_and_places import coarsen_place, coarsen_time, shift_time

PERFORM: dict[str, Callable[[pa.Table, Any, Draw], Outcome]] = {
    "pseudonym": pseudonym,
    "rename": rename,
    "shift_time": shift_time,
    "coarsen_time": coarsen_time,
    "coarsen_place": coarsen_place,
    "scale": scale,
    "jitter": jitter,
    "generalise": generalise,
    "clip": clip,
    "suppress_rare": suppress_rare,
    "shuffle": shuffle,
    "redact": redact,
    "aggregate": aggregate,
    "drop": drop,
}


class StepRecord(BaseModel):
    """What a step did, as far as it may be told."""

    model_config = ConfigDict(frozen=True)

    number: int
    do: str
    rows: int
    columns: int
    note: str = ""


class ReleaseRecord(BaseModel):
    """What is published with a release: enough to repeat it with the key, nothing that undoes it."""

    model_config = ConfigDict(frozen=True)

    dataset: str
    recipe_sha256: str
    key_id: str
    rows_before: int
    rows: int
    columns: tuple[str, ...]
    sealed_columns: tuple[str, ...]
    changed_shape: bool
    data_sha256: str
    steps: tuple[StepRecord, ...]


@dataclass(frozen=True)
class Anonymised:
    """A released table (pyarrow) and what belongs to it.

    `sealed` and `row_origin` (for each released row the number of the original row, None when the release changed its
    shape) are secret: they are for the secrets folder and for measuring the risk, never for the release.
    """

    table: pa.Table
    record: ReleaseRecord
    sealed: dict[str, Any] = field(repr=False)
    row_origin: np.ndarray | None = field(repr=False)


@dataclass
class _Progress:
    """The table on its way through the steps; `origins` says what a column was called in the plant's table."""

    table: pa.Table
    origins: dict[str, str]
    sealed_columns: set[str] = field(default_factory=set)
    sealed: dict[str, Any] = field(default_factory=dict)
    steps: list[StepRecord] = field(default_factory=list)


def anonymise(recipe: Recipe, table: pa.Table, key: Key) -> Anonymised:
    """Apply the steps in their order. Raises RecipeError naming the step and the field that don't fit the table."""
    if not table.num_rows or tables.ROW in table.column_names:
        raise RecipeError(
            f"{recipe.dataset}: 빈 표이거나 예약된 열 이름이 있습니다 / an empty table, or a reserved column name."
        )
    names = table.column_names
    going = _Progress(
        table.append_column(tables.ROW, pa.array(np.arange(table.num_rows, dtype=np.int64))),
        origins={name: name for name in names},
    )
    for number, step in enumerate(recipe.steps, start=1):
        _perform(going, step, Draw(key.subkey(recipe.dataset), number, step.do))
    row_origin = None
    released = going.table
    if tables.ROW in released.column_names:
        row_origin = tables.column(released, tables.ROW).to_numpy(zero_copy_only=False)
        released = released.drop_columns([tables.ROW])
        released = _without_survivors(released, table, going)
    released = released.replace_schema_metadata(None).combine_chunks()
    record = ReleaseRecord(
        dataset=recipe.dataset,
        recipe_sha256=recipe.digest,
        key_id=key.key_id,
        rows_before=table.num_rows,
        rows=released.num_rows,
        columns=tuple(released.column_names),
        sealed_columns=tuple(sorted(going.sealed_columns & set(released.column_names))),
        changed_shape=row_origin is None,
        data_sha256=hashlib.sha256(parquet(released)).hexdigest(),
        steps=tuple(going.steps),
    )
    return Anonymised(released, record, going.sealed, row_origin)


def parquet(table: pa.Table) -> bytes:
    """The bytes of a release: the same table gives the same bytes with the same version of Arrow."""
    buffer = io.BytesIO()
    pq.write_table(table, buffer, compression="zstd", store_schema=False, row_group_size=1 << 20)
    return buffer.getvalue()


def _perform(going: _Progress, step: Step, draw: Draw) -> None:
    outcome = PERFORM[step.do](going.table, step, draw)
    going.table = outcome.table
    going.sealed_columns |= set(outcome.columns)
    if outcome.sealed:
        going.sealed[f"step {draw.number} {step.do}"] = outcome.sealed
    for old, new in outcome.renamed.items():
        going.origins[new] = going.origins.pop(old)
        if old in going.sealed_columns:
            going.sealed_columns = (going.sealed_columns - {old}) | {new}
    columns = len(going.table.column_names) - (tables.ROW in going.table.column_names)
    record = StepRecord(number=draw.number, do=step.do, rows=going.table.num_rows, columns=columns, note=outcome.note)
    going.steps.append(record)
    if not going.table.num_rows:
        draw.refuse("k" if step.do == "suppress_rare" else "do", "남는 행이 없습니다", "no row is left")


def _without_survivors(released: pa.Table, original: pa.Table, going: _Progress) -> pa.Table:
    """Move numbers of sealed columns that happen to equal some original value by the smallest step there is."""
    for name in sorted(going.sealed_columns & set(released.column_names)):
        values = tables.column(released, name)
        if not pa.types.is_floating(values.type):
            continue
        originals = np.unique(tables.floats(tables.column(original, going.origins[name])))
        moved = tables.floats(values)
        while (equal := np.isin(moved, originals[~np.isnan(originals)])).any():
            moved[equal] = np.nextafter(moved[equal], np.inf)
        released = tables.replace(released, name, tables.from_floats(moved))
    return cast(pa.Table, released)
