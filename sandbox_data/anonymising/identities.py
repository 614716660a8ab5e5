"""Steps on what things are called: pseudonyms, other column names, columns left out."""

from __future__ import annotations

import pyarrow as pa

from sandbox_data.anonymising import tables
from sandbox_data.anonymising.drawing import Draw, Outcome
from sandbox_data.anonymising.recipe import Drop, Pseudonym, Rename


def pseudonym(table: pa.Table, step: Pseudonym, draw: Draw) -> Outcome:
    """HMAC-SHA-256 of each distinct value under its column's context; a missing value stays missing."""
    sealed: dict[str, dict[str, str]] = {}
    for name in step.columns:
        values, position = tables.distinct(draw.column(table, name))
        originals = tables.texts(values)
        context = step.context or name
        digests = draw.key.digests(("pseudonym", context), originals)
        names = [step.prefix + digest.hex()[: step.length] for digest in digests]
        if len(set(names)) != len(set(originals)):
            draw.refuse("length", "서로 다른 값이 같은 가명이 됩니다", "two values get one pseudonym; raise the length")
        table = tables.replace(table, name, pa.array(names, mask=values.is_null().to_numpy(False)).take(position))
        sealed[name] = dict(zip(originals, names, strict=True))
    return Outcome(table, sealed, columns=step.columns)


def rename(table: pa.Table, step: Rename, draw: Draw) -> Outcome:
    for name in step.names:
        draw.column(table, name, "names")
    wanted = [step.names.get(name, name) for name in table.column_names]
    twice = next((name for name in wanted if wanted.count(name) > 1), None)
    if twice is not None or tables.ROW in step.names.values():
        draw.refuse("names", f"'{twice}' 열이 두 개가 됩니다", f"there would be two columns '{twice}'")
    return Outcome(table.rename_columns(wanted), {"names": dict(step.names)}, renamed=dict(step.names))


def drop(table: pa.Table, step: Drop, draw: Draw) -> Outcome:
    for name in step.columns:
        draw.column(table, name)
    left = [name for name in table.column_names if name not in step.columns]
    if left in ([], [tables.ROW]):
        draw.refuse("columns", "남는 열이 없습니다", "no column would be left")
    return Outcome(table.select(left))
