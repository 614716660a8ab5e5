"""La Haute Borne: what renaming, rounding, noise and shifts are worth, and what the aggregate is worth."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from sandbox_data.anonymising import anonymise, parse_recipe
from sandbox_data.risk import assess
from sandbox_data.risk.entities import Tables, link_series
from sandbox_data.risk.protection import Attacker, Entities
from tests.sandbox_data.risk.plants import KEY, NOON, Plant, a_plant

SEEDS = 5
COLUMNS = ["P_avg", "Ws_avg", "Ot_avg", "Ba_avg"]


@pytest.fixture(scope="module")
def plant(turbines: pd.DataFrame) -> Plant:
    return a_plant("la_haute_borne", turbines)


def attacked(turbines: pd.DataFrame, released: pd.DataFrame, **held: object) -> dict[str, int]:
    """Turbines that came back in all seeds together, by method; 20 would be all of them. Guessing gives 5."""
    attacker = Attacker.model_validate({"shares": (), "rows": (10,), "seeds": SEEDS, "weeks": 130, **held})
    reason = {"ko": "시험", "en": "test"}
    item = Entities.model_validate(
        {"kind": "machines", "reason": reason, "entity": "Wind_turbine_name", "time": "Date_time", "values": COLUMNS}
    ).model_copy(update={"attacker": attacker})
    truth = {name: f"label of {name}" for name in turbines["Wind_turbine_name"].unique()}
    released = released.assign(Wind_turbine_name=released["Wind_turbine_name"].map(truth))
    tables = Tables(_plain_times(turbines), _plain_times(released), np.arange(len(released)))
    return {one.method: one.count.hits for one in link_series(tables, item, truth)}


def _plain_times(table: pd.DataFrame) -> pd.DataFrame:
    return table.assign(Date_time=table["Date_time"].dt.tz_localize(None))


def test_renamed_turbines_come_back_all_four_from_ten_known_rows(turbines: pd.DataFrame) -> None:
    assert attacked(turbines, turbines)["same time"] == 4 * SEEDS


def test_neither_rounding_nor_noise_stops_the_attack(turbines: pd.DataFrame) -> None:
    rounded = turbines.assign(P_avg=(turbines["P_avg"] / 100).round() * 100, Ws_avg=turbines["Ws_avg"].round())
    assert attacked(turbines, rounded)["same time"] == 4 * SEEDS
    noise = np.random.default_rng(1).normal(size=(len(turbines), len(COLUMNS))) * turbines[COLUMNS].std().to_numpy()
    blurred = turbines.assign(**{name: turbines[name] + 0.2 * noise[:, n] for n, name in enumerate(COLUMNS)})
    assert attacked(turbines, blurred, rows=(), shares=(0.01,), weeks=1)["same time"] == 4 * SEEDS


def test_a_shift_for_each_turbine_is_found_by_searching_the_weeks(turbines: pd.DataFrame) -> None:
    weeks = {name: 10 + 30 * number for number, name in enumerate(sorted(turbines["Wind_turbine_name"].unique()))}
    moved = turbines["Date_time"] - pd.to_timedelta(turbines["Wind_turbine_name"].map(weeks) * 7, unit="D")
    found = attacked(turbines, turbines.assign(Date_time=moved), rows=(100,))
    assert found["shifted time"] == 4 * SEEDS
    assert found["same time"] < 4 * SEEDS, "without the search the shift does keep the attacker out"


def test_without_any_times_the_distributions_give_the_turbines_away(turbines: pd.DataFrame) -> None:
    later = turbines[turbines["Date_time"] >= pd.Timestamp("2015-01-01", tz="UTC")]
    assert attacked(turbines, later, rows=(), shares=(0.01,), weeks=1)["profile"] > 2 * SEEDS, "guessing gives 5 of 20"


def test_an_attack_that_learns_nothing_is_no_better_than_guessing(turbines: pd.DataFrame) -> None:
    """Constant costs make an assignment return everything right by order, unless ties are broken at random."""
    constant = turbines.assign(**dict.fromkeys(COLUMNS, 1.0))
    found = attacked(turbines.head(40_000), constant.head(40_000), seeds=40, weeks=1)
    assert max(found.values()) <= 80, f"guessing gives 40 of 160 on average: {found}"


def test_the_released_curve_has_every_turbine_in_every_bin(plant: Plant) -> None:
    released = plant.released
    assert "Wind_turbine_name" not in released
    assert (released["entities"] == 4).all()
    assert released["rows"].min() >= 20
    assert len(released[released["year"].dt.year == 2014]) >= 31


def test_the_release_passes_and_re_identifies_no_more_than_its_report_claims(plant: Plant) -> None:
    """Knowing 1 % of the rows, or ten of each turbine: there is nothing left that could be assigned to a turbine."""
    report = plant.report()
    assert report.verdict.passed, report.verdict.failures
    claims = {one.known: one.count for one in report.measured.linkages}
    assert set(claims) == {"1 %", "10 rows"}
    assert all((count.hits, count.trials, count.guessed) == (0, 20, 5.0) for count in claims.values())
    assert report.measured.entities_behind[0].fewest_per_row == 4
    originals = set(plant.frame["P_avg"].dropna()) | set(plant.frame["Ba_avg"].dropna())
    for name in ("power_mean", "power_median", "power_sd", "outdoor_mean"):
        assert not originals & set(plant.released[name]), "no turbine's reading stands in the release"


def test_the_released_curve_predicts_as_well_as_the_turbines_rows_do(plant: Plant) -> None:
    """Lab band: at most 43 kW; the median curve of the original gives 41.0."""
    found = plant.report().measured.utility[0]
    assert found.original == pytest.approx(41.0, abs=0.3)
    assert found.released == pytest.approx(found.original, abs=0.3)


def test_the_gate_refuses_a_release_that_only_renames(turbines: pd.DataFrame, plant: Plant) -> None:
    step = {"do": "pseudonym", "columns": ["Wind_turbine_name"]}
    recipe = parse_recipe({"dataset": "la_haute_borne", "reason": {"ko": "", "en": ""}, "steps": [step]})
    item = plant.protection.protects[0].model_copy(
        update={"released_as": "Wind_turbine_name", "attacker": Attacker(shares=(), rows=(10,), weeks=1)}
    )
    protection = plant.protection.model_copy(update={"protects": (item,), "utility": ()})
    original = pa.Table.from_pandas(turbines, preserve_index=False)
    verdict = assess(original, anonymise(recipe, original, KEY), recipe, protection, made_at=NOON).verdict
    assert not verdict.passed
    figures = {failure.figure: failure.found for failure in verdict.failures}
    assert figures["entities: Wind_turbine_name"] == "4"
    assert figures["linkage: Wind_turbine_name, same time, 10 rows"] == "20/20"
    assert all("aggregate" in failure.remedy.en for failure in verdict.failures)
