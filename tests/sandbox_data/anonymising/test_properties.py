"""What the anonymisation promises for every table, looked for by Hypothesis."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox_data.anonymising import Key, anonymise, parquet
from sandbox_data.anonymising.recipe import Redact
from sandbox_data.anonymising.redacting import redactor
from tests.sandbox_data.anonymising.making import a_recipe, column

KEYS = st.binary(min_size=32, max_size=32).map(Key)
NUMBERS = st.floats(-1e6, 1e6, allow_nan=False) | st.integers(-1000, 1000).map(float)
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), min_size=1, max_size=12)
TIMES = st.datetimes(datetime(2015, 1, 1), datetime(2026, 1, 1)).map(lambda at: at.replace(tzinfo=UTC))
ROWS = st.lists(st.tuples(WORDS, TIMES, NUMBERS | st.none(), st.integers(0, 3)), min_size=1, max_size=30)
RECIPE = a_recipe(
    {"do": "pseudonym", "columns": ["who"]},
    {"do": "shift_time", "columns": ["at"], "per": "who"},
    {"do": "jitter", "resolution": {"value": 0.5}},
    {"do": "scale", "columns": ["value"]},
    {"do": "rename", "names": {"value": "x1"}},
    {"do": "shuffle"},
)
NAMES = st.sampled_from(["김철수", "남궁민수", "Hodolri", "Mr. de la Vega", "이상민", "O'Neill", "DOLSOE"])
PIECES = st.sampled_from(
    [
        "반장",
        "작업자",
        "employee",
        "the",
        "Mr.",
        "010-1234-5678",
        "900101-1234567",
        "[NAME]",
        "plate K7B 321",
        "Plant",
        ".",
        ",",
        "a@b.kr",
        "3월 4일",
        "by",
        "de",
        "Level 3300",
        "(주)",
        "기사",
    ]
)
TEXTS = st.lists(NAMES | PIECES | st.text(max_size=8), max_size=12).map(" ".join)


def a_plant(rows: list[tuple[Any, ...]]) -> pa.Table:
    who, at, value, group = zip(*rows, strict=True)
    values = pa.array(value, pa.float64())
    return pa.table({"who": who, "at": pa.array(at, pa.timestamp("us", "UTC")), "value": values, "group": group})


@given(ROWS, KEYS)
def test_the_same_key_gives_the_same_bytes(rows: list[tuple[Any, ...]], key: Key) -> None:
    first = anonymise(RECIPE, a_plant(rows), key)
    again = anonymise(RECIPE, a_plant(rows), Key(bytes(key.secret)))
    assert parquet(first.table) == parquet(again.table)
    assert first.record == again.record


@given(ROWS, KEYS, KEYS)
def test_another_key_shares_no_pseudonym(rows: list[tuple[Any, ...]], one: Key, other: Key) -> None:
    mine = set(column(anonymise(RECIPE, a_plant(rows), one).table, "who"))
    theirs = set(column(anonymise(RECIPE, a_plant(rows), other).table, "who"))
    assert one == other or not mine & theirs


@given(ROWS, KEYS)
def test_no_original_value_of_a_sealed_column_survives(rows: list[tuple[Any, ...]], key: Key) -> None:
    table = a_plant(rows)
    done = anonymise(RECIPE, table, key)
    assert done.record.sealed_columns == ("at", "who", "x1")
    assert not set(column(table, "who")) & set(column(done.table, "who"))
    originals = {value for value in column(table, "value") if value is not None}
    assert not originals & set(column(done.table, "x1"))
    assert done.row_origin is not None
    times = [column(table, "at")[row] for row in done.row_origin]
    assert all(before != after for before, after in zip(times, column(done.table, "at"), strict=True))


@given(ROWS, KEYS)
def test_scaling_keeps_ranks(rows: list[tuple[Any, ...]], key: Key) -> None:
    """To within what float64 tells apart: two values that differ may become one, never change places."""
    table = a_plant(rows).select(["value"])
    done = anonymise(a_recipe({"do": "scale", "columns": ["value"]}), table, key)
    before = np.array(column(table, "value"), dtype=float)
    after = np.array(column(done.table, "value"), dtype=float)
    order = np.argsort(before[~np.isnan(before)], kind="stable")
    steps = np.diff(after[~np.isnan(before)][order])
    assert (steps >= -1e-6).all()


@given(ROWS, st.integers(2, 8))
def test_suppression_reaches_k_or_refuses(rows: list[tuple[Any, ...]], k: int) -> None:
    recipe = a_recipe(
        {"do": "coarsen_time", "columns": ["at"], "to": "year"},
        {"do": "suppress_rare", "columns": ["at", "group"], "k": k},
    )
    sizes = a_plant(rows).to_pandas().assign(at=lambda t: t["at"].dt.year).groupby(["at", "group"]).size()
    if (sizes < k).all():
        return
    done = anonymise(recipe, a_plant(rows), Key(bytes(32))).table.to_pandas()
    assert done.groupby(["at", "group"]).size().min() >= k
    assert len(done) == sizes[sizes >= k].sum()


@settings(deadline=None)
@given(TEXTS, st.booleans())
def test_redacting_twice_is_redacting_once(text: str, unknown_capitals: bool) -> None:
    step = Redact(do="redact", columns=("text",), unknown_capitals=unknown_capitals)
    once = redactor(step, (text,)).redact(text)
    assert redactor(step, (text,)).redact(once) == once


@settings(deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=6))
def test_a_redacted_column_is_redacted_to_itself(texts: list[str]) -> None:
    recipe = a_recipe({"do": "redact", "columns": ["text"], "unknown_capitals": True})
    once = anonymise(recipe, pa.table({"text": texts}), Key(bytes(32))).table
    assert anonymise(recipe, once, Key(bytes(32))).table.equals(once)


@settings(deadline=None)
@given(
    NAMES.filter(lambda name: name[0] > "가"),
    st.sampled_from(["반장", "과장", "대리", "씨"]),
    st.sampled_from(["이", "은", "의", "에게", ""]),
)
def test_a_korean_name_before_a_title_never_survives(name: str, title: str, particle: str) -> None:
    text = f"오늘 {name} {title}{particle} 점검"
    assert name not in redactor(Redact(do="redact", columns=("text",)), (text,)).redact(text)
