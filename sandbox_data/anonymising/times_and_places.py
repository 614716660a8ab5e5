"""Steps on when and where: shifts by sealed whole weeks, coarser times and coordinates."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sandbox_data.anonymising import tables
from sandbox_data.anonymising.drawing import Draw, Outcome
from sandbox_data.anonymising.recipe import CoarsenPlace, CoarsenTime, Period, ShiftTime

SECONDS_PER_WEEK = 7 * 86_400
PERIODS: dict[Period, tuple[int, str]] = {
    "minute": (1, "minute"),
    "10 minutes": (10, "minute"),
    "30 minutes": (30, "minute"),
    "hour": (1, "hour"),
    "day": (1, "day"),
    "week": (1, "week"),
    "month": (1, "month"),
    "quarter": (1, "quarter"),
    "half-year": (2, "quarter"),
    "year": (1, "year"),
}


def shift_time(table: pa.Table, step: ShiftTime, draw: Draw) -> Outcome:
    """Into the past, so that no release speaks of the future. All columns of the step move together."""
    if step.per:
        values, position = tables.distinct(draw.column(table, step.per, "per"))
        entities = tables.texts(values)
        weeks = {entity: draw.key.integer(*step.weeks, "weeks", step.per, entity) for entity in entities}
        shift = np.array([weeks[entity] for entity in entities], dtype=np.int64)[position]
        sealed = {"weeks": weeks}
    else:
        constant = draw.key.integer(*step.weeks, "weeks")
        shift = np.full(table.num_rows, constant, dtype=np.int64)
        sealed = {"weeks": {"": constant}}
    for name in step.columns:
        times = draw.times(table, name)
        by = pa.array(-shift * SECONDS_PER_WEEK).cast(pa.duration("s")).cast(pa.duration(times.type.unit))
        table = tables.replace(table, name, pc.add(times, by))
    return Outcome(table, sealed, columns=step.columns)


def coarsen_time(table: pa.Table, step: CoarsenTime, draw: Draw) -> Outcome:
    for name in step.columns:
        table = tables.replace(table, name, floor(draw.times(table, name), step.to))
    return Outcome(table)


def floor(times: pa.Array, period: Period) -> pa.Array:
    """The start of each time's period; weeks start on Monday, half-years in January and July."""
    multiple, unit = PERIODS[period]
    return pc.floor_temporal(times, multiple, unit)


def coarsen_place(table: pa.Table, step: CoarsenPlace, draw: Draw) -> Outcome:
    for name in step.columns:
        degrees = tables.floats(draw.numbers(table, name))
        rounded = np.round(np.round(degrees / step.degrees) * step.degrees, 9)
        table = tables.replace(table, name, tables.from_floats(rounded))
    return Outcome(table)
