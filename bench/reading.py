"""Rows per second from raw bytes to a checked table, beside plain pandas that reads and sorts but checks nothing.

The La Haute Borne wind farm: 420,480 rows x 9 columns, 41 MB of csv. `python bench/reading.py [--json]`; half a minute.
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(REPOSITORY))

import pandas as pd

from sandbox_data.building import checked_table, obtain, parquet
from sandbox_data.cards import read_card

ROUNDS = 5
DATASET = "la_haute_borne"


def main() -> None:
    card = read_card(DATASET)
    with tempfile.TemporaryDirectory() as folder:
        raw = obtain(card, Path(folder), None)
        path = raw[card.files[0].name]
        ours = _median(lambda: checked_table(raw, card))
        plain = _median(lambda: _plainly(path))
        table = checked_table(raw, card)
        written = _median(lambda: parquet(table))
    for name, seconds in (("checked table", ours), ("plain pandas, unchecked", plain), ("parquet", written)):
        print(f"{name:<26} {seconds:6.2f} s CPU  {card.rows / seconds:12,.0f} rows/s")
    if "--json" in sys.argv[1:]:
        result = {"rows_per_s": round(card.rows / ours), "pandas_rows_per_s": round(card.rows / plain)}
        print(json.dumps(result | {"parquet_rows_per_s": round(card.rows / written)}))


def _plainly(path: Path) -> pd.DataFrame:
    table = pd.read_csv(path)
    table["Date_time"] = pd.to_datetime(table["Date_time"], utc=True)
    return table.sort_values(["Date_time", "Wind_turbine_name"], kind="stable").reset_index(drop=True)


def _median(work: Callable[[], object]) -> float:
    """Median CPU seconds of the process; the first round only warms up imports and the page cache."""
    work()
    taken = []
    for _ in range(ROUNDS):
        began = time.process_time()
        work()
        taken.append(time.process_time() - began)
    return statistics.median(taken)


if __name__ == "__main__":
    main()
