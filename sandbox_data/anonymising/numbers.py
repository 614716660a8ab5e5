"""Steps on values: sealed scaling, jitter within the sensor's resolution, wider values, top and bottom codes."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pyarrow as pa

from sandbox_data.anonymising import tables
from sandbox_data.anonymising.drawing import Draw, Outcome
from sandbox_data.anonymising.recipe import Clip, Generalise, Jitter, Scale


def scale(table: pa.Table, step: Scale, draw: Draw) -> Outcome:
    """value -> factor x value + offset. The offset is up to twice the column's magnitude (a power of ten), so that a
    version with other rows gets the same parameters."""
    values = {name: tables.floats(draw.numbers(table, name)) for name in step.columns}
    largest = {name: float(np.nanmax(np.abs(column), initial=0.0)) for name, column in values.items()}
    sealed = {}
    for name, column in values.items():
        drawn_for = step.columns[0] if step.together else name
        factor = draw.key.between(*step.factor, "factor", drawn_for)
        if draw.key.integer(0, 1, "inverse", drawn_for):
            factor = 1.0 / factor
        reach = max(largest.values()) if step.together else largest[name]
        magnitude = 10.0 ** np.ceil(np.log10(reach)) if reach else 1.0
        offset = float(magnitude * draw.key.between(0.1, 2.0, "offset", drawn_for))
        table = tables.replace(table, name, tables.from_floats(factor * column + offset))
        sealed[name] = {"factor": factor, "offset": offset}
    return Outcome(table, sealed, columns=step.columns)


def jitter(table: pa.Table, step: Jitter, draw: Draw) -> Outcome:
    """Uniform within half a resolution either way: a reading says no more about the true value anyway."""
    for name, resolution in step.resolution.items():
        column = draw.numbers(table, name, "resolution")
        values = tables.floats(column)
        if step.per == "row":
            drawn = draw.key.uniform(len(values), "jitter", name)
        else:
            distinct, position = tables.distinct(pa.array(values))
            drawn = _drawn_for_values(distinct.to_numpy(zero_copy_only=False), name, draw)[position]
        table = tables.replace(table, name, tables.from_floats(values + (drawn - 0.5) * resolution))
    return Outcome(table, columns=tuple(step.resolution))


def _drawn_for_values(values: np.ndarray, name: str, draw: Draw) -> np.ndarray:
    """In [0, 1) for each value, by the value alone, so that other rows don't change it."""
    subkey = draw.key.subkey("jitter", name)
    words = [int.from_bytes(subkey.digest(repr(float(value)))[:7], "big") for value in values]
    return np.array(words, dtype=np.float64) / 2.0**56


def clip(table: pa.Table, step: Clip, draw: Draw) -> Outcome:
    values = tables.floats(draw.numbers(table, step.column, "column"))
    low = -np.inf if step.bottom is None else step.bottom
    high = np.inf if step.top is None else step.top
    changed = int(np.sum((values < low) | (values > high)))
    limited = tables.replace(table, step.column, tables.from_floats(np.clip(values, low, high)))
    return Outcome(limited, note=f"{step.column}: {changed} values coded")


def generalise(table: pa.Table, step: Generalise, draw: Draw) -> Outcome:
    """Bins get the value of their lower end (`width`) or a label such as `10-20` (`edges`); words get other words."""
    if step.width is not None:
        values = tables.floats(draw.numbers(table, step.column, "column"))
        lower = np.round(np.floor(values / step.width) * step.width, 9)
        return Outcome(tables.replace(table, step.column, tables.from_floats(lower)))
    if step.edges:
        values = tables.floats(draw.numbers(table, step.column, "column"))
        return Outcome(tables.replace(table, step.column, _labelled(values, step.edges)))
    values, position = tables.distinct(draw.column(table, step.column, "column"))
    wider = [_wider(text, step, draw) for text in tables.texts(values)]
    return Outcome(tables.replace(table, step.column, pa.array(wider, pa.string()).take(position)))


def _labelled(values: np.ndarray, edges: tuple[float, ...]) -> pa.Array:
    ends = [f"{edge:g}" for edge in edges]
    middle = [f"{low}-{high}" for low, high in pairwise(ends)]
    labels = pa.array([f"<{ends[0]}", *middle, f">={ends[-1]}"])
    return labels.take(pa.array(np.digitize(values, edges), mask=np.isnan(values)))


def _wider(text: str, step: Generalise, draw: Draw) -> str:
    if step.mapping and text in step.mapping:
        return step.mapping[text]
    ancestors = step.hierarchy.get(text, ())
    if ancestors:
        return ancestors[min(step.level, len(ancestors)) - 1]
    if step.otherwise is None:
        field_name = "mapping" if step.mapping else "hierarchy"
        draw.refuse(
            field_name, "목록에 없는 값이 있습니다. otherwise를 정하십시오", f"{text!r} is not listed; give otherwise"
        )
    return step.otherwise
