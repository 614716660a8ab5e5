"""The other protected datasets: their releases pass, keep what labs need, and claim no more than an attack finds."""

from __future__ import annotations

import json
from collections.abc import Mapping

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from sklearn.metrics import balanced_accuracy_score
from sklearn.tree import DecisionTreeClassifier

from sandbox_data.anonymising import anonymise, parquet
from sandbox_data.risk import RiskReport
from sandbox_data.risk.entities import Tables, infer_rows
from sandbox_data.risk.protection import Attacker, Entities, Secrets
from tests.sandbox_data.risk import plants
from tests.sandbox_data.risk.plants import KEY, OTHER_KEY, ROOM, Plant, a_plant

NAMES = ("die_casting", "injection_moulding", "safety_reports", "sme_machines")


@pytest.fixture(scope="module")
def all_plants() -> dict[str, Plant]:
    return {name: a_plant(name, getattr(plants, name)()) for name in NAMES}


@pytest.fixture(scope="module")
def reports(all_plants: Mapping[str, Plant]) -> dict[str, RiskReport]:
    return {name: plant.report() for name, plant in all_plants.items()}


@pytest.mark.parametrize("name", NAMES)
def test_the_release_passes_its_own_declaration(name: str, reports: Mapping[str, RiskReport]) -> None:
    assert reports[name].verdict.passed, reports[name].verdict.failures


@pytest.mark.parametrize("name", NAMES)
def test_a_release_can_be_made_again_to_the_byte(name: str, all_plants: Mapping[str, Plant]) -> None:
    plant = all_plants[name]
    again = anonymise(plant.recipe, plant.original, KEY)
    assert parquet(again.table) == parquet(plant.done.table)
    other = anonymise(plant.recipe, plant.original, OTHER_KEY)
    assert other.record.key_id != again.record.key_id
    assert parquet(other.table) != parquet(again.table)


@pytest.mark.parametrize("name", NAMES)
def test_no_original_value_survives_in_a_sealed_column(name: str, reports: Mapping[str, RiskReport]) -> None:
    survivals = reports[name].measured.survivals
    assert sum(one.surviving for one in survivals) == 0
    secret = {
        column for item in reports[name].protection.protects if isinstance(item, Secrets) for column in item.columns
    }
    released = set(reports[name].measured.record.columns)
    assert secret & released <= set(reports[name].measured.sealed_columns)


def test_each_dataset_declares_what_it_protects() -> None:
    kinds = {
        path.stem: {item.kind for item in plants.read_protection(path).protects}
        for path in (ROOM / "protections").glob("*.toml")
    }
    assert kinds["safety_reports"] == {"persons", "sites"}
    assert kinds["la_haute_borne"] == {"machines"}
    assert kinds["sme_machines"] | kinds["injection_moulding"] | kinds["die_casting"] == {"plant", "recipe", "order"}


# --- safety reports: persons and sites -------------------------------------------------------------------------------


def test_every_marked_name_of_a_person_leaves_the_reports(reports: Mapping[str, RiskReport]) -> None:
    """150 reports read by hand, 143 different; 36 of them name somebody."""
    found = {one.kind: one for one in reports["safety_reports"].measured.reviews}
    assert found["person"].marked.trials == 87
    assert found["person"].marked.hits == 87
    assert found["person"].marked.interval[0] > 0.95
    assert found["place"].marked.share == 1.0
    assert found["company"].marked.share >= 0.85


def test_the_redaction_takes_out_few_words_that_are_no_names(reports: Mapping[str, RiskReport]) -> None:
    precision = reports["safety_reports"].measured.precision
    assert precision is not None
    assert precision.right / precision.taken > 0.7


def test_the_reviewed_sample_holds_positions_and_no_text() -> None:
    content = json.loads((ROOM / "protections" / "safety_reports.reviewed.json").read_text())
    assert set(content) == {"dataset", "column", "texts_sha256", "rows", "marks"}
    assert len(content["rows"]) >= 60
    assert all([type(part) for part in mark] == [int, int, int, str] for mark in content["marks"])
    assert {mark[3] for mark in content["marks"]} == {"person", "company", "place"}


def test_levels_weights_and_times_stay_in_the_reports(all_plants: Mapping[str, Plant]) -> None:
    before = " ".join(all_plants["safety_reports"].frame["Description"])
    after = " ".join(all_plants["safety_reports"].released["Description"])
    for figure in ("3300", "2900", "45 kg", "1.5 m"):
        assert after.count(figure) >= 0.9 * before.count(figure) > 0


def test_persons_are_hidden_among_fifty_and_groups_tell_no_level(reports: Mapping[str, RiskReport]) -> None:
    found = reports["safety_reports"].measured.anonymity
    assert found is not None
    assert found.k >= 50
    assert found.l is not None
    assert found.l >= 2
    assert found.unique_rows == 0


def test_the_original_reports_would_not_pass(all_plants: Mapping[str, Plant]) -> None:
    """Date and site alone point at 84 % of the rows."""
    frame = all_plants["safety_reports"].frame
    sizes = frame.groupby(["Data", "Local"])["number"].transform("size")
    assert (sizes == 1).mean() == pytest.approx(0.84, abs=0.01)


@pytest.mark.parametrize("seed", [101, 102, 103])
def test_known_reports_tell_no_more_sites_than_the_report_claims(
    seed: int, all_plants: Mapping[str, Plant], reports: Mapping[str, RiskReport]
) -> None:
    """An attack of the tests' own, by another likeness than the report's: the share of common words."""
    plant = all_plants["safety_reports"]
    assert plant.done.row_origin is not None
    site = plant.frame["Local"].to_numpy()[plant.done.row_origin]
    words = [set(text.lower().split()) for text in plant.released["Description"]]
    order = np.random.default_rng(seed).permutation(len(site))
    claims = {
        one.known: one.count for one in reports["safety_reports"].measured.linkages if one.method == "nearest row"
    }
    for known, amount in (("1 %", 4), ("10 rows", 10)):
        held, rest = order[:amount], order[amount:]
        named = [
            max(held, key=lambda row: len(words[row] & words[asked]) / len(words[row] | words[asked])) for asked in rest
        ]
        right = (site[named] == site[rest]).mean()
        assert right <= 2 * claims[known].guessed / claims[known].trials
        assert right <= 1.6 * claims[known].share, "no more than claimed, but for the luck of a few known rows"


def test_with_the_sector_in_the_release_the_attack_finds_more(all_plants: Mapping[str, Plant]) -> None:
    """Why country and sector are left out: with them a few known rows name most sites."""
    plant = all_plants["safety_reports"]
    assert plant.done.row_origin is not None
    item = next(item for item in plant.protection.protects if isinstance(item, Entities))
    item = item.model_copy(update={"attacker": Attacker(shares=(), rows=(40,), seeds=5)})
    original = plant.frame
    released = plant.released
    fewer = infer_rows(Tables(original, released, plant.done.row_origin), item)
    open_columns = original.iloc[plant.done.row_origin][["Countries", "Industry Sector"]].reset_index(drop=True)
    with_place = pd.concat([released, open_columns], axis=1)
    wider = item.model_copy(update={"values": (*item.values, "Countries", "Industry Sector")})
    more = infer_rows(Tables(original, with_place, plant.done.row_origin), wider)
    assert max(one.count.share for one in more) > 1.3 * max(one.count.share for one in fewer)


def test_the_reports_are_as_good_for_the_lab_as_before(reports: Mapping[str, RiskReport]) -> None:
    """Lab band for potential level IV or worse: 0.60 to 0.70."""
    found = reports["safety_reports"].measured.utility[0]
    assert 0.60 <= found.released <= 0.70
    assert found.loss <= 0.05


# --- machines of a small company: plant and orders -------------------------------------------------------------------


def test_the_availabilities_of_the_lab_survive(all_plants: Mapping[str, Plant]) -> None:
    table = all_plants["sme_machines"].released
    by_asset = table.groupby("asset")
    running = (table["status_time"] * (table["status"] == 2)).groupby(table["asset"]).sum() / by_asset[
        "status_time"
    ].sum()
    assert running.round(3).tolist() == [0.872, 0.521, 0.452]
    assert by_asset.size().tolist() == [3206, 4584, 6702]


def test_hours_and_weekdays_stay_and_the_calendar_goes(all_plants: Mapping[str, Plant]) -> None:
    before, after = all_plants["sme_machines"].frame["ts"], all_plants["sme_machines"].released["ts"]
    assert (before.dt.day_of_week == after.dt.day_of_week).all()
    assert (before.dt.time == after.dt.time).all()
    assert not set(before) & set(after)


def test_a_holder_of_rows_finds_the_weeks_and_the_report_says_so(reports: Mapping[str, RiskReport]) -> None:
    """The limit of a shift: who holds rows aligns them. The declaration has to say why that is accepted."""
    report = reports["sme_machines"]
    weeks = [one.count for one in report.measured.recoveries if one.column == "ts"]
    assert all(count.share > 0.99 for count in weeks)
    reasons = [item.holder_reason for item in report.protection.protects if isinstance(item, Secrets)]
    assert all(reason is not None for reason in reasons)


# --- injection moulding and die casting: recipe and orders -----------------------------------------------------------


@pytest.mark.parametrize("key", [KEY, OTHER_KEY])
def test_the_classes_of_the_lab_can_be_told_as_well_as_before(key: plants.Key) -> None:
    """Lab bands: random forest 0.88 to 0.90 on the last 30 % of each class, a tree of depth 3 about 0.86."""
    plant = a_plant("injection_moulding", plants.injection_moulding(), key)
    found = plant.report().measured.utility[0]
    assert found.original == pytest.approx(0.891, abs=0.003)
    assert 0.88 <= found.released <= 0.90
    table = plant.released
    train = table.groupby("quality").cumcount() < 0.7 * table.groupby("quality")["quality"].transform("size")
    inputs = table.drop(columns="quality")
    tree = DecisionTreeClassifier(max_depth=3, random_state=0).fit(inputs[train], table["quality"][train])
    score = balanced_accuracy_score(table["quality"][~train], tree.predict(inputs[~train]))
    assert score == pytest.approx(0.859, abs=0.015)


def test_ranks_stay_and_no_step_width_tells_a_factor(
    all_plants: Mapping[str, Plant], reports: Mapping[str, RiskReport]
) -> None:
    likeness = {one.column: one for one in reports["injection_moulding"].measured.likeness}
    assert min(one.rank_correlation or 0.0 for one in likeness.values()) > 0.98
    plant = all_plants["injection_moulding"]
    name = "CPn - Screw position at the end of hold pressure"
    before = np.diff(np.unique(plant.frame[name]))
    factor = plant.done.sealed["step 2 scale"][name]["factor"]
    after = np.diff(np.unique(plant.released[name]))
    assert (np.abs(before - 0.01) < 1e-6).mean() > 0.9, "the original moves in steps of the sensor"
    assert (np.abs(after - 0.01 * factor) < 1e-6).mean() < 0.05, "the release does not"


def test_the_distinct_shots_of_the_lab_survive(all_plants: Mapping[str, Plant]) -> None:
    """2,918 rows repeat the row before, which the lab's trainees have to find: 4,617 shots, 1,073 of them bad."""
    table = all_plants["die_casting"].released
    repeated = (table.astype(str).fillna("") == table.astype(str).fillna("").shift()).all(axis=1)
    assert (~repeated).sum() == 4617
    defects = [name for name in table.columns if name.endswith(("_1", "_2")) and not name.startswith("Velocity")]
    bad = (table[defects] > 0).any(axis=1)
    assert len(defects) == 26
    assert (bad & ~repeated).sum() == 1073
    assert table["Factory_Temp"].isna().sum() == 90
    assert (table["High_Velocity"] == 0).sum() == 4
    assert (table["Cycle_Time"] > 100).sum() == 10


def test_bad_shots_are_as_hard_to_predict_as_before(reports: Mapping[str, RiskReport]) -> None:
    """Lab band for the time split: average precision 0.37 to 0.45."""
    found = reports["die_casting"].measured.utility[0]
    assert 0.37 <= found.original <= 0.45
    assert 0.37 <= found.released <= 0.45


def test_limits_are_scaled_with_what_they_limit(all_plants: Mapping[str, Plant]) -> None:
    table = all_plants["die_casting"].released
    assert (table["Air_Pressure_Min"] < table["Air_Pressure"]).all()
    assert (table["Air_Pressure"] < table["Air_Pressure_Max"]).all()


def test_the_position_of_a_shot_is_gone(all_plants: Mapping[str, Plant]) -> None:
    table = all_plants["die_casting"].released
    assert "id" not in table
    assert table["Shot"].str.fullmatch(r"S-[0-9a-f]{8}").all()
    assert isinstance(all_plants["die_casting"].done.table, pa.Table)
