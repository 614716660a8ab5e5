"""The step that changes a release's shape: groups large enough that no row and no entity can be seen in them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sandbox_data.anonymising import tables
from sandbox_data.anonymising.drawing import Draw, Outcome
from sandbox_data.anonymising.recipe import Aggregate, By, Statistic
from sandbox_data.anonymising.times_and_places import floor

Sorted = tuple[np.ndarray, np.ndarray, np.ndarray]
"""Values in the order of their groups, each group's first position, each group's size."""


def aggregate(table: pa.Table, step: Aggregate, draw: Draw) -> Outcome:
    used = {name for name in [*(by.column for by in step.by), *(m.column for m in step.measures), step.entity] if name}
    for name in sorted(used):
        draw.column(table, name, "by" if name in {by.column for by in step.by} else "measures")
    complete = np.ones(table.num_rows, dtype=bool)
    for name in used:
        complete &= ~np.isnan(_as_numbers(tables.column(table, name)))
    table = table.filter(pa.array(complete))
    groups = pa.table({by.name or by.column: _grouped(table, by, draw) for by in step.by})
    codes = tables.group_codes(groups, groups.column_names)
    keep, entities = _large_enough(table, step, draw, codes)
    order = np.argsort(codes, kind="stable")
    sizes = np.bincount(codes)
    starts = np.concatenate(([0], np.cumsum(sizes)[:-1])).astype(np.int64)
    columns = {name: tables.column(groups, name).take(pa.array(order[starts])) for name in groups.column_names}
    columns["rows"] = pa.array(sizes)
    if step.entity:
        columns["entities"] = pa.array(entities)
    for measure in step.measures:
        values = tables.floats(draw.numbers(table, measure.column, "measures"))
        name = measure.name or f"{measure.column}_{measure.statistic}"
        columns[name] = pa.array(STATISTICS[measure.statistic]((values[order], starts, sizes)), from_pandas=True)
    result = pa.table(columns).filter(pa.array(keep))
    result = result.sort_by([(name, "ascending") for name in groups.column_names])
    return Outcome(result, note=f"{len(keep) - int(keep.sum())} of {len(keep)} groups left out")


def _large_enough(table: pa.Table, step: Aggregate, draw: Draw, codes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Which groups may be shown, and the number of entities in each."""
    if not table.num_rows:
        draw.refuse("measures", "값이 모두 있는 행이 없습니다", "no row has all the columns that are used")
    keep = np.bincount(codes) >= step.minimum_rows
    if not step.entity:
        return keep, np.zeros(len(keep), dtype=np.int64)
    names, position = tables.distinct(draw.column(table, step.entity, "entity"))
    entities = tables.entities_per_group(codes, position)
    wanted = len(names) if step.minimum_entities == "all" else step.minimum_entities
    return keep & (entities >= wanted), entities


def _grouped(table: pa.Table, by: By, draw: Draw) -> pa.Array:
    if by.width is not None:
        values = tables.floats(draw.numbers(table, by.column, "by"))
        return pa.array(np.round(np.floor(values / by.width + 0.5) * by.width, 9))
    if by.period is not None:
        return floor(draw.times(table, by.column, "by"), by.period)
    return tables.column(table, by.column)


def _as_numbers(values: pa.Array) -> np.ndarray:
    """NaN where a value is missing, whatever its type."""
    if tables.is_number(values):
        return tables.floats(values)
    return np.where(pc.is_null(values).to_numpy(zero_copy_only=False), np.nan, 0.0)


def _mean(given: Sorted) -> np.ndarray:
    values, starts, sizes = given
    return np.asarray(np.add.reduceat(values, starts) / sizes)


def _sd(given: Sorted) -> np.ndarray:
    """Sample standard deviation, divided by n - 1; a group of one row has none."""
    values, starts, sizes = given
    spread = np.add.reduceat((values - np.repeat(_mean(given), sizes)) ** 2, starts)
    return np.asarray(np.sqrt(np.divide(spread, sizes - 1, out=np.full(len(sizes), np.nan), where=sizes > 1)))


def _median(given: Sorted) -> np.ndarray:
    """Mean of the middle tenth of a group, of five values at least: the plain median is some row's very value."""
    values, starts, sizes = given
    group = np.repeat(np.arange(len(sizes)), sizes)
    sums = np.concatenate(([0.0], np.cumsum(values[np.lexsort((values, group))])))
    width = np.minimum(sizes, np.maximum(5, sizes // 10))
    width -= (sizes - width) % 2  # as many values below as above
    first = starts + (sizes - width) // 2
    return np.asarray((sums[first + width] - sums[first]) / width)


STATISTICS: dict[Statistic, Callable[[Sorted], np.ndarray]] = {
    "mean": _mean,
    "median": _median,
    "sd": _sd,
    "sum": lambda given: np.asarray(np.add.reduceat(given[0], given[1])),
}
