"""Released tables: built once, checked against the card, and never half written."""

from __future__ import annotations

import hashlib
import json
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pandas as pd
import pytest

from sandbox_data import load, versions
from sandbox_data.building import build, checked_table
from sandbox_data.cards import CATALOGUE, CardError, read_card
from sandbox_data.checking import check
from sandbox_data.errors import DataCorrupt, DataUnavailable, NotReleased, TermsNotAccepted
from sandbox_data.fetching import fetch
from sandbox_data.parsing import Parsed
from sandbox_data.reading import available
from tests.sandbox_data.making import catalogue_with, mirror_with, sha256, written

PROTECTED = ("protects = []", 'protects = ["machines"]')
UNKNOWN_TERMS = ('spdx = "MIT"\npermissive = true', 'spdx = "unknown"\npermissive = false')


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


def test_a_build_killed_between_table_and_card_leaves_the_previous_pair(
    raw: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Table and card change together, by one rename."""
    mirror = mirror_with(tmp_path, raw)
    build("dryer", data_folder=tmp_path / "data", mirror=mirror)
    folder = tmp_path / "data" / "released" / "dryer"
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    newer = catalogue_with(tmp_path, ('version = "1"', 'version = "2"'))
    versions_write = versions.write_aside

    def dies_at_the_card(target: Path, content: bytes) -> None:
        if target.name == "card.json":
            raise KeyboardInterrupt
        versions_write(target, content)

    monkeypatch.setattr("sandbox_data.versions.write_aside", dies_at_the_card)
    with pytest.raises(KeyboardInterrupt):
        build("dryer", data_folder=tmp_path / "data", mirror=mirror, catalogue=newer)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_a_killed_build_process_leaves_the_previous_version(raw: bytes, tmp_path: Path) -> None:
    mirror = mirror_with(tmp_path, raw)
    build("dryer", data_folder=tmp_path / "data", mirror=mirror)
    folder = tmp_path / "data" / "released" / "dryer"
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    newer = catalogue_with(tmp_path, ('version = "1"', 'version = "2"'))
    program = f"""
        import os, signal
        from pathlib import Path
        from sandbox_data import building, versions
        real, calls = versions.write_aside, []
        def dies(target, content):
            calls.append(target)
            if len(calls) == 4:  # the release's card: table and checked version are written
                os.kill(os.getpid(), signal.SIGKILL)
            real(target, content)
        versions.write_aside = dies
        building.build("dryer", data_folder=Path({str(tmp_path / "data")!r}), mirror=Path({str(mirror)!r}),
            catalogue=Path({str(newer)!r}))
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(program)], check=False)
    assert done.returncode == -signal.SIGKILL
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert build("dryer", data_folder=tmp_path / "data", mirror=mirror, catalogue=newer).built
    assert {path.name: path.read_bytes() for path in folder.iterdir()} != before


def test_a_renamed_column_stops_the_build_by_name(raw: bytes, tmp_path: Path) -> None:
    content = raw.replace(b"DryerPressure", b"Pressure", 1)
    changes = ((sha256(raw), sha256(content)), (f"bytes = {len(raw)}", f"bytes = {len(content)}"))
    newer = catalogue_with(tmp_path, *changes)
    with pytest.raises(DataCorrupt, match=r"columns missing: DryerPressure.*doesn't know: Pressure"):
        build("dryer", data_folder=tmp_path / "data", mirror=mirror_with(tmp_path, content), catalogue=newer)
    assert not (tmp_path / "data" / "released").exists()


def test_a_truncated_file_is_refused_by_its_number_of_rows(raw: bytes, tmp_path: Path) -> None:
    files = written(tmp_path, dryer_csv=b"\n".join(raw.splitlines()[:5000]) + b"\n")
    with pytest.raises(DataCorrupt, match="4999 rows, the card says 9220"):
        checked_table(files, read_card("dryer"))


def test_a_value_out_of_range_is_named_by_file_row_and_column(released_data: Path) -> None:
    table = load("dryer", released_data)
    table.loc[16, "DryerTemp"] = 999.0
    with pytest.raises(DataCorrupt, match=r"dryer\.csv .*row 17, column DryerTemp: 999\.0"):
        check(Parsed(table, (("dryer.csv", len(table)),)), read_card("dryer"))


def test_a_value_of_the_wrong_type_is_named(released_data: Path) -> None:
    table = load("dryer", released_data)
    table["AgitatorPower"] = table["AgitatorPower"].astype(str)
    with pytest.raises(DataCorrupt, match="AgitatorPower"):
        check(Parsed(table, (("dryer.csv", len(table)),)), read_card("dryer"))


def test_a_file_that_is_no_table_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataCorrupt, match=r"dryer\.csv"):
        checked_table(written(tmp_path, dryer_csv=b"\xff\xfe\x00\x81"), read_card("dryer"))


def test_a_mirror_folder_serves_instead_of_the_registry(raw: bytes, tmp_path: Path) -> None:
    newer = catalogue_with(tmp_path, ('package = "process-improve"', 'package = "no-such-package-of-ours"'))
    files = fetch(read_card("dryer", newer), tmp_path / "raw", mirror_with(tmp_path, raw))
    assert files["dryer.csv"].read_bytes() == raw


def test_a_mirrored_file_of_another_length_is_refused(raw: bytes, tmp_path: Path) -> None:
    with pytest.raises(DataCorrupt, match=f"is {len(raw) - 1} bytes, the card says {len(raw)}"):
        fetch(read_card("dryer"), tmp_path / "raw", mirror_with(tmp_path, raw[:-1]))
    assert len(list((tmp_path / "raw" / "quarantine").iterdir())) == 1


def test_data_that_cannot_be_had_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sandbox_data.packages.ATTEMPTS", 1)
    newer = catalogue_with(tmp_path, ('package = "process-improve"', 'package = "no-such-package-of-ours"'))
    with pytest.raises(DataUnavailable) as refused:
        build("dryer", data_folder=tmp_path / "data", catalogue=newer)
    assert "./shopfloor data build dryer" in refused.value.remedy


def test_terms_that_are_not_permissive_must_be_accepted_first(raw: bytes, tmp_path: Path) -> None:
    strict = catalogue_with(tmp_path, UNKNOWN_TERMS)
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


def test_a_row_that_appears_twice_is_refused(released_data: Path) -> None:
    table = load("dryer", released_data)
    twice = pd.concat([table.iloc[:-1], table.iloc[[0]]], ignore_index=True)
    with pytest.raises(DataCorrupt, match=r"1 rows repeat the key \(batch_id, ClockTime\).*row 9220"):
        check(Parsed(twice, (("dryer.csv", len(twice)),)), read_card("dryer"))


def test_a_protected_dataset_is_checked_and_withheld(raw: bytes, tmp_path: Path) -> None:
    guarded = catalogue_with(tmp_path, PROTECTED)
    built = build("dryer", data_folder=tmp_path / "data", mirror=mirror_with(tmp_path, raw), catalogue=guarded)
    assert built.folder is None
    assert (tmp_path / "data" / "checked" / "dryer" / "data.parquet").is_file()
    assert not (tmp_path / "data" / "released").exists()
    with pytest.raises(NotReleased, match="machines"):
        built.released()
    assert not build("dryer", data_folder=tmp_path / "data", catalogue=guarded).built, "checked once is enough"


def test_a_dataset_that_becomes_protected_is_withdrawn(raw: bytes, tmp_path: Path) -> None:
    mirror = mirror_with(tmp_path, raw)
    build("dryer", data_folder=tmp_path / "data", mirror=mirror)
    released = tmp_path / "data" / "released"
    assert available(released) == ["dryer"]
    build("dryer", data_folder=tmp_path / "data", mirror=mirror, catalogue=catalogue_with(tmp_path, PROTECTED))
    assert available(released) == []
    assert not list(released.rglob("data.parquet")), "no copy of it stays where labs can read"


def test_raw_and_checked_data_are_closed_to_other_users(released_data: Path) -> None:
    modes = {name: (released_data.parent / name).stat().st_mode & 0o777 for name in ("raw", "checked", "released")}
    assert modes["raw"] == modes["checked"] == 0o700
    assert modes["released"] & 0o005 == 0o005


def test_a_release_from_before_there_were_versions_is_replaced(raw: bytes, tmp_path: Path) -> None:
    old = tmp_path / "data" / "released" / "dryer"
    old.mkdir(parents=True)
    (old / "data.parquet").write_bytes(b"PAR1")
    assert build("dryer", data_folder=tmp_path / "data", mirror=mirror_with(tmp_path, raw)).built
    assert len(load("dryer", tmp_path / "data" / "released")) == 9220


def test_the_same_raw_file_gives_the_same_bytes(raw: bytes, tmp_path: Path) -> None:
    mirror = mirror_with(tmp_path, raw)
    for place in ("one", "two"):
        build("dryer", data_folder=tmp_path / place, mirror=mirror)
    tables = [(tmp_path / place / "released" / "dryer" / "data.parquet").read_bytes() for place in ("one", "two")]
    assert tables[0] == tables[1]
