"""The report on a draft: the proposed recipe applied to the plant's file and attacked, before anybody has edited it.

A large file is measured on every n-th row, so that it never lies in memory. Fewer rows make groups smaller, so k of the
sample is at most that of the file; attackers find their rows among fewer others. The key is made for the trial alone.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sandbox_data.anonymising import Key, anonymise, read_recipe
from sandbox_data.anonymising.keys import KEY_BYTES
from sandbox_data.gate.candidates import PAGES, REPORT
from sandbox_data.own_data.profiling import Profiled
from sandbox_data.own_data.proposing import Drafts
from sandbox_data.risk import RiskReport, assess, page, read_protection
from sandbox_data.writing import write_aside

if TYPE_CHECKING:
    import pyarrow as pa

MOST_ROWS = 20_000


@dataclass(frozen=True)
class Trial:
    """The report on a draft, where its pages lie, and how many of the file's rows it was measured on."""

    report: RiskReport
    folder: Path
    rows: int
    of_rows: int


def tried(found: Profiled, drafts: Drafts, now: datetime, most_rows: int = MOST_ROWS) -> Trial:
    """Apply the drafted recipe to the file's rows (every n-th of more than `most_rows`) and write the report.

    Raises RecipeError or ProtectionError when a draft doesn't fit the file.
    """
    table = rows_of(found, most_rows)
    recipe = read_recipe(drafts.recipe)
    done = anonymise(recipe, table, Key(secrets.token_bytes(KEY_BYTES)))
    report = assess(table, done, recipe, read_protection(drafts.protection), made_at=now)
    folder = drafts.card.parent
    write_aside(folder / REPORT, report.model_dump_json(indent=2).encode())
    write_aside(folder / PAGES["ko"], page(report, "ko").encode())
    write_aside(folder / PAGES["en"], page(report, "en").encode())
    return Trial(report, folder, table.num_rows, found.rows)


def rows_of(found: Profiled, most_rows: int) -> pa.Table:
    """Every n-th row of the file, n as small as `most_rows` allows, in the file's order."""
    import numpy as np
    import pyarrow as pa

    step = -(-found.rows // most_rows)
    kept, seen = [], 0
    for block in found.file.blocks():
        places = np.arange((-seen) % step, block.num_rows, step)
        if len(places):
            kept.append(block.take(pa.array(places)))
        seen += block.num_rows
    return pa.Table.from_batches(kept).combine_chunks()
