"""A release in two parts is served in two folders, and closed in both."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from sandbox_data import building, load
from sandbox_data.anonymising import KeyFolder, KeyUnusable
from sandbox_data.errors import DataCorrupt
from sandbox_data.gate import serving, signing
from sandbox_data.gate.shelf import Shelf
from sandbox_data.holding_out.declaration import HoldOutError
from sandbox_data.holding_out.keeping import HELD
from sandbox_data.verifying import verify
from tests.sandbox_data.gate.conftest import NOON, RECIPE, Plant
from tests.sandbox_data.making import catalogue_with, mirror_with

WHOLE = 9220
HOLDOUT = """dataset = "dryer"
reason = { ko = "시험", en = "a test" }
[held_out]
by = "last rows"
share = 0.25
lookup_by = ["DryerPressure", "DryerTemp", "JacketTemperature"]
resolution = { DryerPressure = 1.0, DryerTemp = 1.0, JacketTemperature = 1.0 }
"""


class Open:
    """A machine with the dryer, which protects nothing, and a quarter of its rows held out."""

    def __init__(self, base: Path, raw: bytes) -> None:
        self.data = base / "data"
        self.mirror = mirror_with(base, raw)
        self.catalogue = catalogue_with(base)
        self.keys = KeyFolder(base / "secrets")
        self.shelf = Shelf(base / "recipes", base / "protections", base / "holdouts")
        self.shelf.holdouts.mkdir()
        self.declare(HOLDOUT)

    def declare(self, text: str) -> None:
        (self.shelf.holdouts / "dryer.toml").write_text(text, encoding="utf-8")

    def build(self, keys: KeyFolder | None = None) -> building.Built:
        return building.build(
            "dryer",
            data_folder=self.data,
            mirror=self.mirror,
            catalogue=self.catalogue,
            shelf=self.shelf,
            keys=keys or self.keys,
        )

    def verify(self) -> str:
        found = verify(
            "dryer",
            data_folder=self.data,
            mirror=self.mirror,
            catalogue=self.catalogue,
            shelf=self.shelf,
            keys=self.keys,
        )
        return f"{found.finding}: {found.detail}"

    def held(self) -> pd.DataFrame:
        return pd.read_parquet(self.data / "held-out" / "dryer" / "data.parquet")


@pytest.fixture
def machine(tmp_path: Path, released_data: Path) -> Open:
    return Open(tmp_path, (released_data.parent / "raw" / "dryer" / "dryer.csv").read_bytes())


def test_labs_get_one_part_and_checks_the_other(machine: Open) -> None:
    assert machine.build().built
    training = load("dryer", machine.data / "released")
    assert len(training) == WHOLE - 2305
    assert len(machine.held()) == 2305
    assert list(training.columns) == list(machine.held().columns)
    assert not machine.build().built, "nothing is left to do"


def test_the_release_tells_nothing_of_the_rows_that_are_held_out(machine: Open) -> None:
    machine.build()
    card = json.loads((machine.data / "released" / "dryer" / "card.json").read_text(encoding="utf-8"))
    assert card["held_out_rows"] == 2305
    assert card["data_rows"] == WHOLE - 2305
    assert "parts" not in card
    assert {path.name for path in (machine.data / "released" / "dryer").iterdir()} == {"data.parquet", "card.json"}


def test_no_key_no_parts_and_the_version_before_stays(machine: Open) -> None:
    machine.declare(HOLDOUT[: HOLDOUT.index("[held_out]")])
    machine.build()
    machine.declare(HOLDOUT)
    with pytest.raises(KeyUnusable, match="no folder of keys"):
        building.build(
            "dryer",
            data_folder=machine.data,
            mirror=machine.mirror,
            catalogue=machine.catalogue,
            shelf=machine.shelf,
        )
    assert len(load("dryer", machine.data / "released")) == WHOLE


def test_a_declaration_that_changed_divides_anew(machine: Open) -> None:
    machine.build()
    machine.declare(HOLDOUT.replace("0.25", "0.5"))
    assert machine.build().built
    assert len(load("dryer", machine.data / "released")) == WHOLE // 2
    machine.declare(HOLDOUT[: HOLDOUT.index("[held_out]")])
    assert machine.build().built
    assert len(load("dryer", machine.data / "released")) == WHOLE
    assert not (machine.data / "held-out" / "dryer").exists()


def test_parts_of_two_releases_are_never_left_together(machine: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    """Dies between the two folders: the next build sees that they don't belong together."""
    machine.build()
    machine.declare(HOLDOUT.replace("0.25", "0.5"))
    publish = serving.versions.publish

    def dies(folder: Path, name: str, files: dict[str, bytes]) -> Path:
        if folder.name == "released":
            raise KeyboardInterrupt
        return publish(folder, name, files)

    with monkeypatch.context() as patch:
        patch.setattr(serving.versions, "publish", dies)
        with pytest.raises(KeyboardInterrupt):
            machine.build()
    assert len(load("dryer", machine.data / "released")) == WHOLE - 2305, "the version before is served"
    assert machine.build().built
    assert len(load("dryer", machine.data / "released")) == len(machine.held()) == WHOLE // 2


def test_both_parts_are_made_again_to_the_byte(machine: Open) -> None:
    machine.build()
    assert machine.verify().count("same bytes") == 3
    held = machine.data / "held-out" / "dryer" / "data.parquet"
    held.write_bytes(held.read_bytes()[:-1] + b"x")
    assert machine.verify().startswith("wrong")
    machine.build()
    assert machine.verify().startswith("verified")


def test_withdrawing_closes_both_parts_and_signing_opens_both(machine: Open) -> None:
    machine.build()
    card = building.read_card("dryer", machine.catalogue)
    signing.withdraw(card, machine.data, by="이관리", how="command", now=NOON)
    assert not (machine.data / "held-out" / "dryer").exists()
    assert not (machine.data / "released" / "dryer").exists()
    signing.sign(card, machine.data, by="이관리", how="command", now=NOON, shelf=machine.shelf)
    assert len(load("dryer", machine.data / "released")) == WHOLE - 2305
    assert len(machine.held()) == 2305


def test_a_recipes_result_is_divided_when_it_is_measured(plant: Plant) -> None:
    plant.hold_out(HOLDOUT)
    plant.build()
    candidate = plant.measure()
    assert candidate.parts is not None
    assert candidate.data_rows == WHOLE
    assert not (plant.data / "held-out" / "dryer").exists(), "nothing is served before it is signed"
    plant.sign()
    released = load("dryer", plant.data / "released")
    held = pd.read_parquet(plant.data / "held-out" / "dryer" / "data.parquet")
    checked = pd.read_parquet(plant.data / "checked" / "dryer" / "data.parquet")
    assert [len(released), len(held)] == [WHOLE - 2305, 2305]
    for part in (released, held):
        assert not set(part["JacketTemperature"]) & set(checked["JacketTemperature"])
    assert not plant.build().built
    plant.withdraw()
    assert not (plant.data / "held-out" / "dryer").exists()


def test_a_part_that_is_not_the_recorded_one_is_not_served(plant: Plant) -> None:
    plant.hold_out(HOLDOUT)
    plant.build()
    plant.measure()
    part = plant.data / "reports" / "dryer" / HELD
    part.write_bytes(part.read_bytes()[:-1] + b"x")
    with pytest.raises(DataCorrupt, match="not the part"):
        plant.sign()
    assert not (plant.data / "released" / "dryer").exists()


def test_an_aggregate_has_no_rows_to_hold_out(plant: Plant) -> None:
    plant.hold_out(HOLDOUT)
    plant.prescribe(
        RECIPE
        + """[[steps]]
do = "aggregate"
by = [{ column = "batch_id", name = "batch" }]
measures = [{ column = "JacketTemperature", statistic = "mean", name = "warm" }]
"""
    )
    plant.build()
    with pytest.raises(HoldOutError, match="no rows of its own"):
        plant.measure()
