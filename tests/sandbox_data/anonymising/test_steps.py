"""What each step of the vocabulary does, on a small table that can be followed by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from sandbox_data.anonymising import Key, RecipeError
from tests.sandbox_data.anonymising.making import KEY, a_table, column, released


def test_pseudonyms_are_one_to_one_and_carry_the_prefix() -> None:
    done = released({"do": "pseudonym", "columns": ["machine"], "prefix": "M-", "length": 8})
    given = column(a_table(), "machine")
    names = column(done.table, "machine")
    assert len(set(zip(given, names, strict=True))) == 3 == len(set(names))
    assert all(name.startswith("M-") and len(name) == 10 for name in names)


def test_two_columns_share_pseudonyms_only_in_a_common_context() -> None:
    table = pa.table({"drawer": ["kim", "lee"], "checker": ["lee", "kim"]})
    apart = released({"do": "pseudonym", "columns": ["drawer", "checker"]}, table=table).table
    assert not set(column(apart, "drawer")) & set(column(apart, "checker"))
    together = released({"do": "pseudonym", "columns": ["drawer", "checker"], "context": "person"}, table=table).table
    assert column(together, "drawer") == column(together, "checker")[::-1]


def test_a_missing_value_stays_missing() -> None:
    table = pa.table({"who": ["kim", None, "lee"], "x": [1.5, None, 2.5]})
    done = released({"do": "pseudonym", "columns": ["who"]}, {"do": "scale", "columns": ["x"]}, table=table).table
    assert [value is None for value in column(done, "who")] == [False, True, False]
    assert [value is None for value in column(done, "x")] == [False, True, False]


def test_times_move_by_whole_weeks_into_the_past_and_the_weeks_are_sealed() -> None:
    done = released({"do": "shift_time", "columns": ["at"], "weeks": [10, 20]})
    moved = {before - after for before, after in zip(column(a_table(), "at"), column(done.table, "at"), strict=True)}
    weeks = done.sealed["step 1 shift_time"]["weeks"][""]
    assert moved == {timedelta(weeks=weeks)}
    assert 10 <= weeks <= 20


def test_times_can_move_by_other_weeks_for_each_entity() -> None:
    done = released({"do": "shift_time", "columns": ["at"], "per": "operator"})
    moved = [before - after for before, after in zip(column(a_table(), "at"), column(done.table, "at"), strict=True)]
    assert len(set(moved)) > 1
    assert all(shift % timedelta(weeks=1) == timedelta(0) for shift in moved)


@pytest.mark.parametrize(
    ("period", "start"),
    [
        ("10 minutes", datetime(2026, 8, 19, 14, 50, tzinfo=UTC)),
        ("day", datetime(2026, 8, 19, tzinfo=UTC)),
        ("week", datetime(2026, 8, 17, tzinfo=UTC)),
        ("quarter", datetime(2026, 7, 1, tzinfo=UTC)),
        ("half-year", datetime(2026, 7, 1, tzinfo=UTC)),
        ("year", datetime(2026, 1, 1, tzinfo=UTC)),
    ],
)
def test_a_time_is_cut_to_the_start_of_its_period(period: str, start: datetime) -> None:
    table = pa.table({"at": [datetime(2026, 8, 19, 14, 53, 20, tzinfo=UTC)]})
    assert column(released({"do": "coarsen_time", "columns": ["at"], "to": period}, table=table).table, "at") == [start]


def test_a_place_is_rounded_to_the_grid() -> None:
    done = released({"do": "coarsen_place", "columns": ["latitude"], "degrees": 0.1})
    assert set(column(done.table, "latitude")) == {35.9}


def test_scaling_keeps_the_order_and_its_parameters_are_sealed() -> None:
    done = released({"do": "scale", "columns": ["pressure"]})
    before = pd.Series(column(a_table(), "pressure"))
    after = pd.Series(column(done.table, "pressure"))
    drawn = done.sealed["step 1 scale"]["pressure"]
    assert np.allclose(after, drawn["factor"] * before + drawn["offset"], equal_nan=True)
    assert before.corr(after, method="spearman") == 1.0
    assert not 0.95 < drawn["factor"] < 1.05


def test_more_rows_are_scaled_with_the_same_parameters() -> None:
    few = released({"do": "scale", "columns": ["pressure"]}, table=a_table(12)).sealed
    many = released({"do": "scale", "columns": ["pressure"]}, table=a_table(24)).sealed
    assert few == many


def test_jitter_stays_within_half_the_resolution() -> None:
    done = released({"do": "jitter", "resolution": {"pressure": 0.5}})
    before = np.array(column(a_table(), "pressure"), dtype=float)
    after = np.array(column(done.table, "pressure"), dtype=float)
    difference = np.abs(after - before)[~np.isnan(before)]
    assert 0 < difference.max() <= 0.25
    assert len(np.unique(difference)) > 20


def test_jitter_by_value_keeps_repetitions_and_ranks() -> None:
    table = pa.table({"x": [3.0, 1.0, 3.0, None, 2.0, 1.0]})
    done = released({"do": "jitter", "resolution": {"x": 0.9}, "per": "value"}, table=table).table
    after = column(done, "x")
    assert (after[0], after[1], after[3]) == (after[2], after[5], None)
    assert after[1] < after[4] < after[0]
    assert {after[0], after[1], after[4]}.isdisjoint({1.0, 2.0, 3.0})


def test_columns_scaled_together_share_their_parameters() -> None:
    table = pa.table({"pressure": [5.0, 7.0], "limit": [9.0, 9.0]})
    sealed = released({"do": "scale", "columns": ["pressure", "limit"], "together": True}, table=table).sealed
    assert sealed["step 1 scale"]["pressure"] == sealed["step 1 scale"]["limit"]
    apart = released({"do": "scale", "columns": ["pressure", "limit"]}, table=table).sealed
    assert apart["step 1 scale"]["pressure"] != apart["step 1 scale"]["limit"]


def test_generalising_by_width_edges_mapping_and_hierarchy() -> None:
    table = pa.table({"age": [19, 34, 61], "trade": ["welder", "turner", "cook"]})
    assert column(released({"do": "generalise", "column": "age", "width": 10}, table=table).table, "age") == [
        10,
        30,
        60,
    ]
    edges = released({"do": "generalise", "column": "age", "edges": [20, 40]}, table=table).table
    assert column(edges, "age") == ["<20", "20-40", ">=40"]
    mapping = {"welder": "metal", "turner": "metal"}
    mapped = released({"do": "generalise", "column": "trade", "mapping": mapping, "otherwise": "other"}, table=table)
    assert column(mapped.table, "trade") == ["metal", "metal", "other"]
    tree = {"welder": ["metal", "works"], "turner": ["metal", "works"], "cook": ["canteen", "site"]}
    top = released({"do": "generalise", "column": "trade", "hierarchy": tree, "level": 2}, table=table).table
    assert column(top, "trade") == ["works", "works", "site"]


def test_extreme_values_are_coded_and_counted() -> None:
    done = released({"do": "clip", "column": "count", "bottom": 1, "top": 3})
    assert set(column(done.table, "count")) == {1.0, 2.0, 3.0}
    assert done.record.steps[0].note == "count: 9 values coded"


def test_rare_rows_are_suppressed_until_every_group_has_k() -> None:
    table = pa.table({"shift": ["a"] * 6 + ["b"] * 4 + [None] * 5, "x": range(15)})
    done = released({"do": "suppress_rare", "columns": ["shift"], "k": 5}, table=table)
    assert set(column(done.table, "shift")) == {"a", None}
    assert done.record.steps[0].note == "4 of 15 rows left out"
    assert done.row_origin is not None
    assert done.row_origin.tolist() == [0, 1, 2, 3, 4, 5, 10, 11, 12, 13, 14]


def test_a_group_of_many_rows_but_one_entity_is_suppressed_too() -> None:
    """k counts rows, not turbines: twenty rows of one machine protect nobody."""
    table = pa.table({"line": ["a"] * 20 + ["b"] * 6, "machine": ["M1"] * 20 + ["M1", "M2", "M3"] * 2})
    step = {"do": "suppress_rare", "columns": ["line"], "k": 5, "entity": "machine", "entities": 3}
    assert set(column(released(step, table=table).table, "line")) == {"b"}


def test_the_order_of_rows_is_the_keys() -> None:
    one = released({"do": "shuffle"})
    assert one.row_origin is not None
    assert sorted(one.row_origin) == list(range(24))
    assert one.row_origin.tolist() != list(range(24))
    other = released({"do": "shuffle"}, key=Key(b"x" * 32))
    assert other.row_origin is not None
    assert one.row_origin.tolist() != other.row_origin.tolist()


def _wind(rows: int = 400) -> pa.Table:
    numbers = np.arange(rows)
    return pa.table(
        {
            "turbine": [f"T{number % 4}" for number in numbers],
            "wind": (numbers % 40) / 4,
            "power": [None if number % 50 == 0 else float(number) for number in numbers],
        }
    )


def _curve(**changes: object) -> dict[str, object]:
    step = {
        "do": "aggregate",
        "by": [{"column": "wind", "width": 0.5}],
        "measures": [{"column": "power", "statistic": statistic} for statistic in ("mean", "median", "sd", "sum")],
        "minimum_rows": 10,
        "entity": "turbine",
        "minimum_entities": "all",
    }
    return {**step, **changes}


def test_an_aggregate_has_the_groups_that_pandas_computes() -> None:
    done = released(_curve(minimum_entities=1), table=_wind())
    frame = _wind().to_pandas().dropna()
    frame["bin"] = np.floor(frame["wind"] / 0.5 + 0.5) * 0.5
    expected = frame.groupby("bin")["power"].agg(["mean", "std", "sum", "size"]).query("size >= 10")
    got = done.table.to_pandas().set_index("wind")
    assert np.allclose(got["power_mean"], expected["mean"])
    assert np.allclose(got["power_sd"], expected["std"])
    assert np.allclose(got["power_sum"], expected["sum"])
    assert got["rows"].tolist() == expected["size"].tolist()
    assert done.row_origin is None
    assert done.record.changed_shape


def test_an_aggregate_shows_no_group_without_every_entity() -> None:
    table = _wind().append_column("day", pa.array(["one"] * 200 + ["two"] * 200))
    only_two = table.filter(
        pa.array(
            [
                day == "one" or turbine in {"T0", "T1"}
                for day, turbine in zip(column(table, "day"), column(table, "turbine"), strict=True)
            ]
        )
    )
    done = released(_curve(by=[{"column": "day"}]), table=only_two)
    assert column(done.table, "day") == ["one"]
    assert column(done.table, "entities") == [4]


def test_the_released_median_is_no_rows_value() -> None:
    table = pa.table({"group": ["a"] * 9, "power": [1.0, 2.0, 3.0, 5.0, 8.0, 13.0, 21.0, 34.0, 55.0]})
    step = {"do": "aggregate", "by": [{"column": "group"}], "measures": [{"column": "power", "statistic": "median"}]}
    assert column(released(step, table=table).table, "power_median") == [pytest.approx((3 + 5 + 8 + 13 + 21) / 5)]


def test_an_aggregate_offers_no_minimum_and_no_maximum() -> None:
    """They are some row's very value."""
    with pytest.raises(RecipeError, match=r"step 1: aggregate\.measures\.1\.statistic"):
        released(_curve(measures=[{"column": "power", "statistic": "maximum"}]), table=_wind())


def test_sealed_columns_are_recorded_under_their_new_names() -> None:
    done = released(
        {"do": "pseudonym", "columns": ["machine"]},
        {"do": "rename", "names": {"machine": "asset"}},
        {"do": "drop", "columns": ["note", "operator", "at", "latitude", "count"]},
    )
    assert done.record.columns == ("asset", "pressure")
    assert done.record.sealed_columns == ("asset",)
    assert done.record.key_id == KEY.key_id
    assert (done.record.rows_before, done.record.rows, done.record.changed_shape) == (24, 24, False)
