"""The catalogue: cards that contradict nothing, whose every figure is the one that the file gives."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from hub_config.settings import Settings
from sandbox_data.cards import CATALOGUE, CardError, all_cards, read_card
from sandbox_data.fetching import mirrored
from sandbox_data.gate.shelf import SHIPPED
from sandbox_data.risk import read_protection
from sandbox_data.sources import PackageMember
from tests.data_fixtures import Obtained
from tests.sandbox_data.making import catalogue_with, small_card

NAMES = sorted(path.stem for path in CATALOGUE.glob("*.toml"))


@pytest.fixture
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sandbox_data.downloading.FIRST_WAIT_SECONDS", 0.0)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.usefixtures("_no_waiting")
def test_every_figure_of_a_card_is_the_files(name: str, obtain: Callable[[str], Obtained]) -> None:
    """Where the file can't be had, the refusal says what to do; a dataset in a package always can."""
    card = read_card(name)
    obtained = obtain(name)
    if obtained.table is None:
        assert not any(isinstance(file.place, PackageMember) for file in card.files)
        assert "SHOPFLOOR_DATA_MIRROR" in str(obtained.refusal)
        return
    table = obtained.table
    assert (len(table), len(table.columns)) == (card.rows, card.width)
    assert list(table.columns)[: len(card.columns)] == [column.name for column in card.columns]
    for column in card.columns:
        series = table[column.name]
        assert series.isna().sum() == column.missing, column.name
        if column.minimum is not None:
            assert series.min() == (pd.Timestamp(column.minimum) if column.dtype == "timestamp" else column.minimum), (
                column.name
            )
            assert series.max() == (pd.Timestamp(column.maximum) if column.dtype == "timestamp" else column.maximum), (
                column.name
            )
        if column.values:
            assert set(series.dropna()) == set(column.values), column.name
    for group in card.groups:
        members = table[[label for label in table.columns if re.fullmatch(group.pattern, label)]]
        assert (members.min().min(), members.max().max()) == (group.minimum, group.maximum)


@pytest.mark.parametrize("name", NAMES)
def test_the_mirrors_files_are_the_cards(name: str) -> None:
    """Length and name of each file, where a mirror is set; SHA-256 is compared by every fetch."""
    mirror = Settings().data_mirror
    card = read_card(name)
    for file in card.files:
        if mirror is not None and not isinstance(file.place, PackageMember):
            assert mirrored(card, file, mirror).stat().st_size == file.bytes


def test_fifteen_datasets_are_real_and_none_is_simulated() -> None:
    cards = all_cards()
    assert len(cards) >= 15
    assert all(card.real.value for card in cards)
    packaged = {card.name for card in cards if all(isinstance(file.place, PackageMember) for file in card.files)}
    assert {"dryer", "la_haute_borne", "fermentation_raman", "water_flow", "ccpp"} <= packaged


def test_a_set_that_is_real_by_somebodys_word_says_whose() -> None:
    said = {card.name for card in all_cards() if card.real.said_by}
    assert {"nab_machine_temperature", "distillate_flow", "die_casting", "safety_reports"} <= said


def test_a_card_and_its_declaration_protect_the_same() -> None:
    protected = {card.name: set(card.protection.protects) for card in all_cards() if card.protection.protects}
    assert protected == {
        "safety_reports": {"persons", "sites"},
        "la_haute_borne": {"machines"},
        "sme_machines": {"plant", "order"},
        "injection_moulding": {"recipe"},
        "die_casting": {"recipe", "order"},
    }
    for name, kinds in protected.items():
        assert {item.kind for item in read_protection(SHIPPED.protection(name)).protects} == kinds


def test_everything_that_people_read_stands_in_both_languages() -> None:
    for card in all_cards():
        texts = [card.title, card.plant, card.sampling, card.real.reason, card.terms.note, card.protection.reason]
        texts += [*card.defects, *(column.meaning for column in card.columns)]
        for text in texts:
            assert re.search("[가-힣]", text.ko) or text.ko.isascii(), (card.name, text.ko)
            assert text.en, card.name
            assert not re.search("[가-힣]", text.en), (card.name, text.en)


def test_addresses_that_nobody_reached_are_marked(tmp_path: Path) -> None:
    """A card says of each address whether the file was ever fetched from there with this checksum."""
    places = [file.place for card in all_cards() for file in card.files if file.place.kind == "address"]
    assert places
    assert [place.url for place in places if place.reached] == []


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (("rows = 9220", 'rows = "many"'), r"dryer\.toml: rows"),
        (('spdx = "MIT"', 'spdx = "unknown"'), r"dryer\.toml: terms.*permissive"),
        (('key = ["batch_id", "ClockTime"]', 'key = ["batch", "ClockTime"]'), "no column batch"),
        (('industry = "chemicals"', 'industry = "magic"'), "magic is not in taxonomy"),
        (('priority_areas = ["big-data-ai"]', 'priority_areas = ["blockchain"]'), "blockchain is not in taxonomy"),
        (('order = "key"', 'order = "file"'), "say why"),
        (('name = "dryer"', 'name = "drier"'), "not the file's name"),
        (('name = "batch_id", dtype = "int"', 'name = "batch_id", dtype = "category"'), "needs values"),
        (('title = { ko = "산업용', 'colour = "red"\ntitle = { ko = "산업용'), r"dryer\.toml: colour"),
    ],
)
def test_a_card_that_contradicts_itself_is_refused_by_file_and_field(
    tmp_path: Path, change: tuple[str, str], named: str
) -> None:
    with pytest.raises(CardError, match=named):
        read_card("dryer", catalogue_with(tmp_path, change))


def test_a_card_changes_its_digest_with_any_word() -> None:
    assert small_card().digest != small_card(citation="another").digest
