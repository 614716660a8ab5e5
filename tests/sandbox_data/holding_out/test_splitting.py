"""A release in two parts: which rows, how far they move, and what the published file finds of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox_data.anonymising import Key
from sandbox_data.cards import all_cards
from sandbox_data.gate.shelf import SHIPPED
from sandbox_data.holding_out.declaration import HeldOut, HoldOutError, read_holdout
from sandbox_data.holding_out.splitting import FOUND_AT_MOST, Parts, chosen, split
from tests.data_fixtures import Obtained

KEY, OTHER_KEY = Key(b"k" * 32), Key(b"o" * 32)
RESOLUTION = {f"sensor_{number}": 0.1 for number in range(16)}  # all rounded rightly by chance: 1 row in 65,536
BY_ROWS = HeldOut(by="rows", share=0.3, lookup_by=tuple(RESOLUTION), resolution=RESOLUTION)
OPEN = ("ccpp", "gas_turbine", "steel_plates")


def a_table(rows: int = 400, seed: int = 0) -> pd.DataFrame:
    """Numbers with one decimal, as a logger writes them, and a class that comes in runs."""
    random = np.random.default_rng(seed)
    table = pd.DataFrame({name: random.normal(20.0, 5.0, rows).round(1) for name in RESOLUTION})
    return table.assign(grade=np.repeat([1, 2], [rows - rows // 4, rows // 4]))


def parts_of(table: pd.DataFrame, declared: HeldOut = BY_ROWS, key: Key = KEY) -> Parts:
    return split(table, declared, key, table, np.arange(len(table)))


@given(rows=st.integers(20, 400), seed=st.integers(0, 9), share=st.sampled_from([0.1, 0.25, 0.5]))
def test_every_row_is_in_exactly_one_part(rows: int, seed: int, share: float) -> None:
    table = a_table(rows, seed).assign(number=np.arange(rows))
    parts = parts_of(table, BY_ROWS.model_copy(update={"share": share}))
    assert sorted([*parts.training["number"], *parts.held_out["number"]]) == list(range(rows))


def test_the_same_key_gives_the_same_parts_and_another_key_others() -> None:
    table = a_table()
    pd.testing.assert_frame_equal(parts_of(table).held_out, parts_of(table).held_out)
    assert (chosen(table, BY_ROWS, KEY) != chosen(table, BY_ROWS, OTHER_KEY)).any()
    last = HeldOut(by="last rows", share=0.2, lookup_by=tuple(RESOLUTION), resolution=RESOLUTION)
    ours, theirs = parts_of(table, last, KEY).held_out, parts_of(table, last, OTHER_KEY).held_out
    assert not set(ours["sensor_0"]) & set(theirs["sensor_0"])


def test_held_out_values_move_by_at_most_one_step_and_training_values_stay() -> None:
    table = a_table()
    held = chosen(table, BY_ROWS, KEY)
    parts = parts_of(table)
    moved = np.abs(parts.held_out[list(RESOLUTION)].to_numpy() - table.loc[held, list(RESOLUTION)].to_numpy())
    assert 0 < moved.max() <= 0.1
    assert (moved > 0.05).mean() > 0.4, "so that rounding does not bring the published value back"
    pd.testing.assert_frame_equal(parts.training, table[~held].reset_index(drop=True))
    assert list(parts.held_out["grade"]) == list(table.loc[held, "grade"])


def test_the_last_rows_of_each_class_are_held_out() -> None:
    declared = HeldOut(
        by="last rows of each", column="grade", share=0.2, lookup_by=tuple(RESOLUTION), resolution=RESOLUTION
    )
    held = chosen(a_table(), declared, KEY)
    assert list(np.flatnonzero(held)) == [*range(240, 300), *range(380, 400)]


def test_rows_that_a_table_of_published_values_finds_are_not_released() -> None:
    with pytest.raises(HoldOutError, match="equal values"):
        parts_of(a_table(), BY_ROWS.model_copy(update={"resolution": {}}))
    half_a_step = dict.fromkeys(RESOLUTION, 0.049)
    with pytest.raises(HoldOutError, match="rounded values"):
        parts_of(a_table(), BY_ROWS.model_copy(update={"resolution": half_a_step}))


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"lookup_by": ("missing",)}, "no column 'missing'"),
        ({"resolution": {"grade_name": 1.0}}, "no column 'grade_name'"),
        ({"share": 0.0001, "by": "last rows"}, "no rows"),
    ],
)
def test_what_does_not_fit_the_table_is_one_line_with_the_field(change: dict[str, object], complaint: str) -> None:
    with pytest.raises(HoldOutError, match=complaint):
        parts_of(a_table(), BY_ROWS.model_copy(update=change))


def test_a_text_column_can_not_be_moved() -> None:
    table = a_table().assign(name="x")
    with pytest.raises(HoldOutError, match="holds no numbers"):
        parts_of(table, BY_ROWS.model_copy(update={"resolution": {"name": 1.0}}))


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("dataset = 'x'\n", "reason"),
        ("dataset = 'y'\nreason = {ko = '가', en = 'a'}\n", "not the file's name"),
        ("dataset = ", "not valid TOML"),
        (
            "dataset = 'x'\nreason = {ko = '가', en = 'a'}\n[held_out]\nby = 'rows'\nshare = 0.9\nlookup_by = ['a']\n",
            "held_out.share",
        ),
        (
            "dataset = 'x'\nreason = {ko = '가', en = 'a'}\n"
            "[held_out]\nby = 'last rows of each'\nshare = 0.2\nlookup_by = ['a']\n",
            "column: goes with",
        ),
    ],
)
def test_a_wrong_declaration_is_one_line_with_the_field(tmp_path: Path, text: str, complaint: str) -> None:
    (tmp_path / "x.toml").write_text(text, encoding="utf-8")
    with pytest.raises(HoldOutError, match=complaint) as refused:
        read_holdout(tmp_path / "x.toml")
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("name", [card.name for card in all_cards()])
def test_every_dataset_says_what_is_held_out_or_why_nothing_is(name: str) -> None:
    declared = read_holdout(SHIPPED.holdouts / f"{name}.toml")
    assert declared.reason.ko
    assert declared.reason.en


@pytest.mark.parametrize("name", OPEN)
def test_the_published_file_finds_no_held_out_row_by_its_values(name: str, obtain: Callable[[str], Obtained]) -> None:
    """The nearest row finds them all the same: what stops that is training on permuted labels, in the check."""
    found = obtain(name)
    if found.table is None:
        assert found.refusal is not None
        return
    holdout = SHIPPED.holdout(name)
    assert holdout is not None
    assert holdout.held_out is not None
    lookups = {one.method: one for one in parts_of(found.table, holdout.held_out).lookups}
    assert lookups["equal values"].share <= FOUND_AT_MOST
    assert lookups["rounded values"].share <= FOUND_AT_MOST
    assert lookups["nearest rows"].share > 0.5
    assert not lookups["nearest rows"].bounds
