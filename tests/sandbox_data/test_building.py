"""Released tables: built once, checked against the card, and never half written."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pandas as pd
import pytest

from sandbox_data import load
from sandbox_data.building import build, check, tidy
from sandbox_data.cards import CATALOGUE, CardError, all_cards, read_card
from sandbox_data.errors import DataCorrupt, DataUnavailable, TermsNotAccepted
from sandbox_data.fetching import fetch, read_member
from tests.sandbox_data.making import catalogue_with, mirror_with, wheel_with


@pytest.fixture
def raw(released_data: Path) -> bytes:
    """The dryer's real raw file."""
    return (released_data.parent / "raw" / "dryer" / "dryer.csv").read_bytes()


def test_the_released_dryer_is_the_71_batches_of_the_card(released_data: Path) -> None:
    table = load("dryer", released_data)
    assert table.shape == (9220, 12)
    assert table["batch_id"].nunique() == 71
    assert table.notna().all().all()
    assert list(table.columns) == [column.name for column in read_card("dryer").columns]


def test_a_second_build_does_nothing(released_data: Path) -> None:
    assert not build("dryer", data_folder=released_data.parent).built


def test_a_changed_card_builds_again(raw: bytes, tmp_path: Path) -> None:
    mirror = mirror_with(tmp_path, raw)
    assert build("dryer", data_folder=tmp_path / "data", mirror=mirror).built
    newer = catalogue_with(tmp_path, ('version = "1"', 'version = "2"'))
    assert build("dryer", data_folder=tmp_path / "data", mirror=mirror, catalogue=newer).built


def test_a_damaged_release_is_built_again(raw: bytes, tmp_path: Path) -> None:
    mirror = mirror_with(tmp_path, raw)
    build("dryer", data_folder=tmp_path / "data", mirror=mirror)
    (tmp_path / "data" / "released" / "dryer" / "data.parquet").write_bytes(b"PAR1")
    assert build("dryer", data_folder=tmp_path / "data", mirror=mirror).built
    assert len(load("dryer", tmp_path / "data" / "released")) == 9220


def test_a_wrong_checksum_is_refused_and_the_file_kept_apart(raw: bytes, tmp_path: Path) -> None:
    mirror = mirror_with(tmp_path, raw.replace(b"119.94", b"119.95", 1))
    with pytest.raises(DataCorrupt, match="SHA-256"):
        build("dryer", data_folder=tmp_path / "data", mirror=mirror)
    assert len(list((tmp_path / "data" / "raw" / "quarantine").iterdir())) == 1
    assert not (tmp_path / "data" / "raw" / "dryer").exists()
    assert not (tmp_path / "data" / "released").exists()


def test_a_build_that_fails_leaves_the_previous_version(raw: bytes, tmp_path: Path) -> None:
    mirror = mirror_with(tmp_path, raw)
    build("dryer", data_folder=tmp_path / "data", mirror=mirror)
    folder = tmp_path / "data" / "released" / "dryer"
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    stricter = catalogue_with(tmp_path, ("rows = 9220", "rows = 9221"))
    with pytest.raises(DataCorrupt, match="9221"):
        build("dryer", data_folder=tmp_path / "data", mirror=mirror, catalogue=stricter)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_a_build_killed_while_it_writes_leaves_the_previous_version(
    raw: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mirror = mirror_with(tmp_path, raw)
    build("dryer", data_folder=tmp_path / "data", mirror=mirror)
    folder = tmp_path / "data" / "released" / "dryer"
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    newer = catalogue_with(tmp_path, ('version = "1"', 'version = "2"'))

    def killed(descriptor: int) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("sandbox_data.writing.os.fsync", killed)
        with pytest.raises(KeyboardInterrupt):
            build("dryer", data_folder=tmp_path / "data", mirror=mirror, catalogue=newer)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_a_missing_column_is_named(raw: bytes, tmp_path: Path) -> None:
    content = raw.replace(b"DryerPressure", b"Pressure", 1)
    newer = catalogue_with(tmp_path, (read_card("dryer").source.sha256, hashlib.sha256(content).hexdigest()))
    with pytest.raises(DataCorrupt, match="DryerPressure"):
        build("dryer", data_folder=tmp_path / "data", mirror=mirror_with(tmp_path, content), catalogue=newer)


def test_a_truncated_file_is_refused_by_its_number_of_rows(raw: bytes, tmp_path: Path) -> None:
    path = tmp_path / "dryer.csv"
    path.write_bytes(b"\n".join(raw.splitlines()[:5000]) + b"\n")
    card = read_card("dryer")
    with pytest.raises(DataCorrupt, match="4999 rows, the card says 9220"):
        check(tidy(path, card), card)


def test_a_value_out_of_range_is_named_by_row_and_column(released_data: Path) -> None:
    table = load("dryer", released_data)
    table.loc[16, "DryerTemp"] = 999.0
    with pytest.raises(DataCorrupt, match=r"row 17, column DryerTemp: 999\.0"):
        check(table, read_card("dryer"))


def test_a_value_of_the_wrong_type_is_named(released_data: Path) -> None:
    table = load("dryer", released_data)
    table["AgitatorPower"] = table["AgitatorPower"].astype(str)
    with pytest.raises(DataCorrupt, match="AgitatorPower"):
        check(table, read_card("dryer"))


def test_a_file_that_is_no_table_is_refused(tmp_path: Path) -> None:
    (tmp_path / "dryer.csv").write_bytes(b"\xff\xfe\x00\x81")
    with pytest.raises(DataCorrupt):
        tidy(tmp_path / "dryer.csv", read_card("dryer"))


def test_a_member_larger_than_the_card_allows_is_refused(tmp_path: Path) -> None:
    source = read_card("dryer").source
    wheel = wheel_with(tmp_path, source.member, b"0" * (source.max_bytes + 1))
    assert wheel.stat().st_size < 10_000, "a small archive that unpacks to much: a zip bomb"
    with pytest.raises(DataCorrupt, match=r"larger than 2000000 bytes|larger than"):
        read_member(wheel, source)


def test_a_wheel_without_the_member_or_cut_short_is_refused(tmp_path: Path) -> None:
    source = read_card("dryer").source
    wheel = wheel_with(tmp_path, "other.csv", b"1")
    with pytest.raises(DataCorrupt, match="has no member"):
        read_member(wheel, source)
    wheel.write_bytes(wheel.read_bytes()[:40])
    with pytest.raises(DataCorrupt, match="not a readable wheel"):
        read_member(wheel, source)


def test_a_mirror_folder_serves_instead_of_the_registry(raw: bytes, tmp_path: Path) -> None:
    newer = catalogue_with(tmp_path, ('package = "process-improve"', 'package = "no-such-package-of-ours"'))
    path = fetch(read_card("dryer", newer), tmp_path / "raw", mirror_with(tmp_path, raw))
    assert path.read_bytes() == raw


def test_data_that_cannot_be_had_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sandbox_data.fetching.ATTEMPTS", 1)
    newer = catalogue_with(tmp_path, ('package = "process-improve"', 'package = "no-such-package-of-ours"'))
    with pytest.raises(DataUnavailable) as refused:
        build("dryer", data_folder=tmp_path / "data", catalogue=newer)
    assert "./shopfloor data build dryer" in refused.value.remedy


def test_terms_that_are_not_permissive_must_be_accepted_first(raw: bytes, tmp_path: Path) -> None:
    strict = catalogue_with(tmp_path, ("permissive = true", "permissive = false"))
    mirror = mirror_with(tmp_path, raw)
    with pytest.raises(TermsNotAccepted) as refused:
        build("dryer", data_folder=tmp_path / "data", mirror=mirror, catalogue=strict)
    assert refused.value.remedy == "./shopfloor data accept dryer"
    assert build("dryer", data_folder=tmp_path / "data", mirror=mirror, catalogue=strict, accept_terms=True).built


def test_a_missing_dataset_lists_what_is_there(released_data: Path) -> None:
    with pytest.raises(FileNotFoundError, match="dryer") as refused:
        load("drier", released_data)
    assert "\n" not in str(refused.value)


def test_the_released_card_states_checksum_and_terms(released_data: Path) -> None:
    stated = json.loads((released_data / "dryer" / "card.json").read_text(encoding="utf-8"))
    content = (released_data / "dryer" / "data.parquet").read_bytes()
    assert stated["data_sha256"] == hashlib.sha256(content).hexdigest()
    assert stated["terms"]["spdx"] == "MIT"


def test_a_card_with_a_wrong_field_is_refused_by_file_and_field(tmp_path: Path) -> None:
    wrong = catalogue_with(tmp_path, ("rows = 9220", 'rows = "many"'))
    with pytest.raises(CardError, match=r"dryer\.toml: rows"):
        read_card("dryer", wrong)


def test_an_unknown_dataset_lists_the_known_ones() -> None:
    with pytest.raises(DataUnavailable, match="dryer"):
        read_card("no-such-dataset", CATALOGUE)
    assert [card.name for card in all_cards()] == ["dryer"]


def test_a_row_that_appears_twice_is_refused(released_data: Path) -> None:
    table = load("dryer", released_data)
    twice = pd.concat([table, table.iloc[[0]]], ignore_index=True)
    with pytest.raises(DataCorrupt):
        check(twice, read_card("dryer"))
