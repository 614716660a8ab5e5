"""The dryer's real raw file under a card that protects it, with a recipe and a declaration of the tests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sandbox_data import building
from sandbox_data.anonymising import KeyFolder
from sandbox_data.cards import Card, read_card
from sandbox_data.gate import measuring, signing
from sandbox_data.gate.candidates import Candidate
from sandbox_data.gate.shelf import Shelf
from sandbox_data.gate.signatures import Entry
from sandbox_data.gate.standing import withheld_because
from tests.sandbox_data.making import catalogue_with, mirror_with

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
PROTECTED = ("protects = []", 'protects = ["recipe"]')
RECIPE = """dataset = "dryer"
reason = { ko = "시험", en = "a test" }
[[steps]]
do = "scale"
columns = ["JacketTemperature"]
"""
DECLARATION = """dataset = "dryer"
[[protects]]
kind = "recipe"
reason = { ko = "시험", en = "a test" }
columns = ["JacketTemperature"]
keeps_out = "reader"
holder_reason = { ko = "시험", en = "a test" }
attacker = { shares = [0.01], rows = [10], seeds = 1, weeks = 2 }
"""


@dataclass(frozen=True)
class Plant:
    """A machine with one protected dataset."""

    base: Path
    mirror: Path
    shelf: Shelf
    keys: KeyFolder

    @property
    def data(self) -> Path:
        return self.base / "data"

    @property
    def card(self) -> Card:
        return read_card("dryer", self.base / "catalogue")

    def build(self) -> building.Built:
        return building.build(
            "dryer", data_folder=self.data, mirror=self.mirror, catalogue=self.base / "catalogue", shelf=self.shelf
        )

    def measure(self) -> Candidate:
        return measuring.measure(self.card, data_folder=self.data, keys=self.keys, now=NOON, shelf=self.shelf)

    def sign(self, by: str = "이관리", report_sha256: str = "") -> Entry:
        return signing.sign(
            self.card, self.data, by=by, how="command", now=NOON, report_sha256=report_sha256, shelf=self.shelf
        )

    def withdraw(self) -> Entry:
        return signing.withdraw(self.card, self.data, by="이관리", how="command", now=NOON, reason="계약 종료")

    def code(self) -> str:
        withheld = withheld_because(self.card, self.data, self.shelf)
        return withheld.code if withheld else ""

    def declare(self, text: str = DECLARATION) -> None:
        (self.shelf.protections / "dryer.toml").write_text(text, encoding="utf-8")

    def hold_out(self, text: str) -> None:
        (self.shelf.holdouts / "dryer.toml").write_text(text, encoding="utf-8")

    def prescribe(self, text: str = RECIPE) -> None:
        (self.shelf.recipes / "dryer.toml").write_text(text, encoding="utf-8")


@pytest.fixture
def plant(tmp_path: Path, released_data: Path) -> Plant:
    raw = (released_data.parent / "raw" / "dryer" / "dryer.csv").read_bytes()
    catalogue_with(tmp_path, PROTECTED)
    shelf = Shelf(tmp_path / "recipes", tmp_path / "protections", tmp_path / "holdouts")
    for folder in (shelf.recipes, shelf.protections, shelf.holdouts):
        folder.mkdir()
    plant = Plant(tmp_path, mirror_with(tmp_path, raw), shelf, KeyFolder(tmp_path / "secrets" / "anonymisation"))
    plant.prescribe()
    plant.declare()
    return plant
