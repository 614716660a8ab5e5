"""Portraits are aggregates of what is released, never rows, and never of a release that is gone."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest

from sandbox_data import building, portraits
from sandbox_data.cards import all_cards
from sandbox_data.portraits import LEAST_ROWS, automatic, draw, portrait, read


def table(**columns: object) -> pd.DataFrame:
    return pd.DataFrame(columns)


@pytest.fixture
def released(tmp_path: Path) -> Path:
    """A data folder with the dryer's release."""
    building.build("dryer", data_folder=tmp_path)
    return tmp_path


def test_the_dryer_is_drawn_once_and_read_back(released: Path) -> None:
    drawn = draw(released, "dryer")
    assert drawn is not None
    assert (drawn.kind, drawn.axis, drawn.x, drawn.statistic) == ("line", "numbers", "ClockTime", "mean")
    assert read(released, "dryer") == drawn
    kept = released / portraits.FOLDER / "dryer.json"
    before = kept.stat().st_mtime_ns
    assert draw(released, "dryer") == drawn
    assert kept.stat().st_mtime_ns == before


def test_a_portrait_is_small_and_every_point_stands_for_several_rows(released: Path) -> None:
    drawn = draw(released, "dryer")
    assert drawn is not None
    assert len(drawn.points) <= 40
    assert all(point.n >= LEAST_ROWS for point in drawn.points)


def test_a_withdrawn_release_has_no_portrait(released: Path) -> None:
    draw(released, "dryer")
    link = released / "released" / "dryer"
    link.unlink() if link.is_symlink() else shutil.rmtree(link)
    assert read(released, "dryer") is None
    assert draw(released, "dryer") is None


def test_a_portrait_of_another_release_is_not_shown_and_is_drawn_again(released: Path) -> None:
    first = draw(released, "dryer")
    assert first is not None
    other = first.model_copy(update={"data_sha256": "0" * 64})
    (released / portraits.FOLDER / "dryer.json").write_text(other.model_dump_json())
    assert read(released, "dryer") is None
    assert draw(released, "dryer") == first


def test_a_damaged_portrait_is_drawn_again(released: Path) -> None:
    first = draw(released, "dryer")
    (released / portraits.FOLDER / "dryer.json").write_text('{"dataset": ')
    assert read(released, "dryer") is None
    assert draw(released, "dryer") == first


def test_every_plan_names_a_dataset_of_the_catalogue() -> None:
    assert set(portraits._plans()) == {card.name for card in all_cards()}


def test_small_cells_are_left_out() -> None:
    drawn = portrait(table(grade=["a"] * 9 + ["b"] * 4), "unknown", {})
    assert drawn is not None
    assert [(point.x, point.y) for point in drawn.points] == [("a", 9)]


def test_a_release_that_lacks_the_planned_columns_is_drawn_automatically() -> None:
    rows = table(power=[float(n) for n in range(1000)])
    drawn = portrait(rows, "steel_energy", {"columns": [{"name": "power", "unit": "kW"}]})
    assert drawn is not None
    assert (drawn.kind, drawn.x, drawn.y, drawn.unit_y) == ("line", "", "power", "kW")
    assert (drawn.points[0].y, drawn.points[0].n) == (4.5, 10)


def test_an_unknown_unit_is_no_unit() -> None:
    drawn = portrait(table(power=[1.0] * 50), "unknown", {"columns": [{"name": "power", "unit": "?"}]})
    assert drawn is not None
    assert drawn.unit_y == ""


def test_what_is_drawn_automatically_follows_the_columns() -> None:
    times = pd.date_range("2026-01-01", periods=30, freq="h")
    assert automatic(table(at=times, value=range(30))).x == "at"  # type: ignore[union-attr]
    assert automatic(table(shift=["day", "night"] * 15)).kind == "bar"  # type: ignore[union-attr]
    assert automatic(table(text=[str(n) for n in range(90)])) is None


def test_times_and_names_of_numbers_come_back_as_they_were() -> None:
    timed = portrait(table(at=pd.date_range("2026-01-01", periods=500, freq="h"), value=range(500)), "unknown", {})
    named = portrait(table(run=pd.Categorical(["1"] * 9 + ["10"] * 9 + ["2"] * 9)), "unknown", {})
    assert timed is not None
    assert named is not None
    assert (timed.axis, timed.points[0].x) == ("times", "2026-01-01T00:00:00")
    again = portraits.Portrait.model_validate_json(named.model_dump_json())
    assert [point.x for point in again.points] == ["1", "2", "10"]


def test_rows_without_a_value_count_for_nothing() -> None:
    rows = table(at=pd.date_range("2026-01-01", periods=2000, freq="h"), power=[None] * 1000 + [2.0] * 1000)
    drawn = portrait(rows, "unknown", {})
    assert drawn is not None
    assert sum(point.n for point in drawn.points) == 1000
