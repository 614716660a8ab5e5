"""Builders: a small plant's table, a recipe of given steps, keys."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa

from sandbox_data.anonymising import Anonymised, Key, Recipe, anonymise, parse_recipe

KEY = Key(bytes(range(32)))
OTHER_KEY = Key(bytes(range(1, 33)))
MONDAY = datetime(2026, 3, 2, 8, 30, 12, tzinfo=UTC)


def a_table(rows: int = 24) -> pa.Table:
    """Shots of three machines: who, when, where, and what the sensors said; one reading is missing."""
    return pa.table(
        {
            "machine": [f"M{number % 3}" for number in range(rows)],
            "operator": [f"kim{number % 6}" for number in range(rows)],
            "at": [MONDAY + timedelta(minutes=7 * number) for number in range(rows)],
            "latitude": [35.8714 + 0.001 * number for number in range(rows)],
            "pressure": [None if number == 3 else 880.0 + 0.5 * number for number in range(rows)],
            "count": [number % 5 for number in range(rows)],
            "note": [f"반장 김철수 확인 {number}" for number in range(rows)],
        }
    )


def a_recipe(*steps: dict[str, Any]) -> Recipe:
    return parse_recipe({"dataset": "shots", "reason": {"ko": "시험", "en": "a test"}, "steps": list(steps)})


def released(*steps: dict[str, Any], table: pa.Table | None = None, key: Key = KEY) -> Anonymised:
    """The small table after these steps."""
    return anonymise(a_recipe(*steps), a_table() if table is None else table, key)


def column(table: pa.Table, name: str) -> list[Any]:
    values: list[Any] = table[name].to_pylist()
    return values
