"""A protected dataset leaves only as its recipe's result, measured, within its limits and signed."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pandas as pd
import pytest

from sandbox_data import load
from sandbox_data.errors import DataCorrupt, NotReleased
from sandbox_data.gate import candidates, signatures
from sandbox_data.overview import line_of
from sandbox_data.risk import ProtectionError
from sandbox_data.verifying import verify
from tests.sandbox_data.gate.conftest import DECLARATION, RECIPE, Plant

BOTH = RECIPE.replace('"JacketTemperature"', '"JacketTemperature", "DryerTemp"')


def test_checked_then_measured_then_signed_then_served(plant: Plant) -> None:
    assert plant.build().folder is None
    assert plant.code() == "no-report"
    plant.measure()
    assert plant.code() == "not-signed"
    assert plant.build().folder is None, "a report opens nothing by itself"
    plant.sign()
    assert plant.code() == ""
    assert plant.build().released().is_dir()
    assert not plant.build().built
    released = load("dryer", plant.data / "released")
    checked = pd.read_parquet(plant.data / "checked" / "dryer" / "data.parquet")
    assert len(released) == 9220
    assert not set(released["JacketTemperature"]) & set(checked["JacketTemperature"])


def test_the_release_names_recipe_report_key_and_hashes_and_no_value_of_the_plant(plant: Plant) -> None:
    plant.build()
    candidate = plant.measure()
    plant.sign()
    folder = plant.data / "released" / "dryer"
    text = (folder / "card.json").read_text(encoding="utf-8")
    made = json.loads(text)["released_as"]
    report = (plant.data / "reports" / "dryer" / "report.json").read_bytes()
    assert made["report_sha256"] == hashlib.sha256(report).hexdigest()
    assert made["data_sha256"] == hashlib.sha256((folder / "data.parquet").read_bytes()).hexdigest()
    assert made["recipe_sha256"] == candidate.recipe_sha256
    assert made["key_id"] == candidate.key_id
    assert all(set(column) == {"name", "dtype"} for column in json.loads(text)["columns"])


def test_key_and_sealed_mapping_stay_closed_and_out_of_the_data(plant: Plant) -> None:
    plant.build()
    candidate = plant.measure()
    plant.sign()
    secrets = plant.keys.folder / "dryer"
    assert secrets.stat().st_mode & 0o777 == 0o700
    assert {path.suffix for path in secrets.iterdir()} == {".key", ".sealed", ""}
    assert all(path.stat().st_mode & 0o777 == 0o600 for path in secrets.iterdir())
    key = (secrets / f"{candidate.key_id}.key").read_bytes()
    assert not [path for path in plant.data.rglob("*") if path.is_file() and key in path.read_bytes()]
    assert (plant.data / "reports").stat().st_mode & 0o077 == 0


def test_a_report_beyond_its_limits_is_not_signed(plant: Plant) -> None:
    plant.declare(DECLARATION.replace("reader", "holder"))
    plant.build()
    assert not plant.measure().summary.passed
    assert plant.code() == "report-failed"
    with pytest.raises(NotReleased, match="recovery: JacketTemperature"):
        plant.sign()
    assert not (plant.data / "released" / "dryer").exists()


def test_a_report_that_nobody_read_is_not_signed(plant: Plant) -> None:
    plant.build()
    with pytest.raises(NotReleased, match="no report"):
        plant.sign()
    read = plant.measure()
    plant.prescribe(BOTH)
    with pytest.raises(NotReleased, match="no report"):
        plant.sign()
    plant.prescribe()
    with pytest.raises(NotReleased, match="newer report"):
        plant.sign(report_sha256="0" * 64)
    with pytest.raises(NotReleased, match="nobody"):
        plant.sign(by=" ")
    assert plant.sign(report_sha256=read.report_sha256).by == "이관리"


def test_a_changed_recipe_waits_while_what_was_signed_stays_served(plant: Plant) -> None:
    plant.build()
    plant.measure()
    plant.sign()
    before = load("dryer", plant.data / "released")
    plant.prescribe(BOTH)
    plant.build()
    plant.measure()
    assert load("dryer", plant.data / "released").equals(before)
    plant.sign()
    assert not load("dryer", plant.data / "released").equals(before)


def test_a_stricter_declaration_closes_what_was_signed_under_the_former(plant: Plant) -> None:
    plant.build()
    plant.measure()
    plant.sign()
    plant.declare(DECLARATION.replace("reader", "holder"))
    assert plant.build().folder is None
    assert not (plant.data / "released" / "dryer").exists()


def test_a_withdrawal_closes_at_once_and_only_a_signature_opens_again(plant: Plant) -> None:
    plant.build()
    plant.measure()
    plant.sign()
    plant.withdraw()
    assert not list((plant.data / "released").rglob("data.parquet"))
    built = plant.build()
    assert built.withheld is not None
    assert built.withheld.code == "withdrawn"
    with pytest.raises(NotReleased, match="계약 종료"):
        built.released()
    plant.sign()
    assert plant.build().released().is_dir()
    assert [entry.act for entry in signatures.journal(plant.data, "dryer")] == ["signed", "withdrawn", "signed"]


def test_a_dataset_that_protects_nothing_can_be_withdrawn_too(plant: Plant) -> None:
    path = plant.base / "catalogue" / "dryer.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('protects = ["recipe"]', "protects = []"))
    plant.build()
    plant.withdraw()
    assert plant.build().folder is None
    plant.sign()
    assert len(load("dryer", plant.data / "released")) == 9220


def test_a_damaged_journal_opens_nothing(plant: Plant) -> None:
    plant.build()
    plant.measure()
    (plant.data / "signatures" / "dryer.json").write_text("[{}]")
    with pytest.raises(DataCorrupt, match="signatures"):
        plant.build()


def test_a_table_that_was_not_measured_is_not_served(plant: Plant) -> None:
    plant.build()
    plant.measure()
    path = plant.data / "reports" / "dryer" / "data.parquet"
    path.write_bytes((plant.data / "checked" / "dryer" / "data.parquet").read_bytes())
    with pytest.raises(DataCorrupt, match="not the table that the report measured"):
        plant.sign()
    assert not (plant.data / "released" / "dryer").exists()


@pytest.mark.parametrize("file", ["data.parquet", "card.json"])
def test_a_release_killed_while_it_writes_leaves_the_previous_version(
    plant: Plant, monkeypatch: pytest.MonkeyPatch, file: str
) -> None:
    plant.build()
    plant.measure()
    plant.sign()
    before = load("dryer", plant.data / "released")
    plant.prescribe(BOTH)
    plant.measure()
    with monkeypatch.context() as patch:
        _dies_at(patch, file)
        with pytest.raises(KeyboardInterrupt):
            plant.sign()
    assert load("dryer", plant.data / "released").equals(before)
    plant.build()
    assert not load("dryer", plant.data / "released").equals(before), "the signature stands; the next build serves it"


def _dies_at(patch: pytest.MonkeyPatch, file: str) -> None:
    from sandbox_data.writing import write_aside

    def dies(target: Path, content: bytes) -> None:
        if target.name == file:
            raise KeyboardInterrupt
        write_aside(target, content)

    patch.setattr("sandbox_data.versions.write_aside", dies)


def test_a_card_needs_a_declaration_that_protects_the_same(plant: Plant) -> None:
    path = plant.base / "catalogue" / "dryer.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('["recipe"]', '["persons"]'))
    plant.build()
    with pytest.raises(ProtectionError, match="persons"):
        plant.measure()


def test_verify_applies_the_recipe_again_and_compares_bytes(plant: Plant) -> None:
    assert "applied twice, same bytes" in _verified(plant), "a machine where nothing was built or measured"
    plant.build()
    plant.measure()
    assert "withheld (not-signed)" in _verified(plant)
    plant.sign()
    assert "applied again, same bytes" in _verified(plant)
    candidate = candidates.read(plant.data, "dryer")
    assert candidate is not None
    other = candidate.model_copy(update={"data_sha256": "0" * 64})
    path = plant.data / "reports" / "dryer" / "candidate.json"
    path.write_text(other.model_dump_json())
    assert "gives another table" in _verified(plant, "wrong")


def _verified(plant: Plant, finding: str = "verified") -> str:
    found = verify(
        "dryer",
        data_folder=plant.data,
        mirror=plant.mirror,
        catalogue=plant.base / "catalogue",
        keys=plant.keys,
        shelf=plant.shelf,
    )
    assert found.finding == finding, found.detail
    return found.detail


def test_the_list_says_where_a_dataset_stands(plant: Plant) -> None:
    states = []
    for step in (plant.build, plant.measure, plant.sign, plant.withdraw):
        step()
        states.append(line_of(plant.card, plant.data, plant.shelf).state)
    assert states == ["awaiting-report", "awaiting-signature", "released", "withdrawn"]
