"""Steps on rows: rare combinations left out, the order hidden."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from sandbox_data.anonymising import tables
from sandbox_data.anonymising.drawing import Draw, Outcome
from sandbox_data.anonymising.recipe import Shuffle, SuppressRare


def suppress_rare(table: pa.Table, step: SuppressRare, draw: Draw) -> Outcome:
    """After it every combination of the columns stands in `k` rows of `entities` entities at least, or nowhere."""
    for name in step.columns:
        draw.column(table, name)
    codes = tables.group_codes(table, step.columns)
    keep = tables.group_sizes(codes) >= step.k
    if step.entity:
        _, entities = tables.distinct(draw.column(table, step.entity, "entity"))
        keep &= tables.entities_per_group(codes, entities)[codes] >= step.entities
    left_out = int(len(keep) - keep.sum())
    return Outcome(table.filter(pa.array(keep)), note=f"{left_out} of {len(keep)} rows left out")


def shuffle(table: pa.Table, step: Shuffle, draw: Draw) -> Outcome:
    """By sorting keyed random numbers, so that the order is the key's and not numpy's."""
    order = np.argsort(draw.key.uniform(table.num_rows, "order"), kind="stable")
    return Outcome(table.take(pa.array(order)))
