"""Proving again: what differs is found, what can't be had says why."""

from __future__ import annotations

from pathlib import Path

import pytest

from sandbox_data.building import build
from sandbox_data.overview import overview
from sandbox_data.verifying import verify
from tests.sandbox_data.making import catalogue_with, mirror_with

UNKNOWN_TERMS = ('spdx = "MIT"\npermissive = true', 'spdx = "unknown"\npermissive = false')
PROTECTED = ("protects = []", 'protects = ["machines"]')
MIRROR_ONLY = (
    'place = { kind = "package", package = "process-improve", version = "2.2.0", '
    'member = "process_improve/datasets/batch/dryer.csv" }',
    'place = { kind = "mirror", note = { ko = "미러에만 있습니다", en = "in the mirror alone" } }',
)


@pytest.fixture
def mirror(released_data: Path, tmp_path: Path) -> Path:
    """A mirror with the dryer's real raw file."""
    return mirror_with(tmp_path, (released_data.parent / "raw" / "dryer" / "dryer.csv").read_bytes())


def _table(folder: Path, what: str) -> Path:
    return folder / "data" / what / "dryer" / "data.parquet"


def test_a_clean_machine_verifies_from_the_raw_files(mirror: Path, tmp_path: Path) -> None:
    found = verify("dryer", data_folder=tmp_path / "data", mirror=mirror)
    assert found.finding == "verified"
    assert "not built" in found.detail


def test_a_built_dataset_gives_the_same_bytes_again(mirror: Path, tmp_path: Path) -> None:
    build("dryer", data_folder=tmp_path / "data", mirror=mirror)
    found = verify("dryer", data_folder=tmp_path / "data", mirror=mirror)
    assert found.finding == "verified"
    assert found.detail.count("same bytes") == 2


@pytest.mark.parametrize("what", ["checked", "released"])
def test_a_table_that_was_changed_on_disk_is_found(mirror: Path, tmp_path: Path, what: str) -> None:
    build("dryer", data_folder=tmp_path / "data", mirror=mirror)
    table = _table(tmp_path, what)
    table.write_bytes(table.read_bytes()[:-1] + b"x")
    found = verify("dryer", data_folder=tmp_path / "data", mirror=mirror)
    assert found.finding == "wrong"
    assert f"{what}: " in found.detail
    assert "./shopfloor data build dryer" in found.detail


def test_a_raw_file_that_was_changed_is_fetched_again(mirror: Path, tmp_path: Path) -> None:
    build("dryer", data_folder=tmp_path / "data", mirror=mirror)
    raw = tmp_path / "data" / "raw" / "dryer" / "dryer.csv"
    whole = raw.read_bytes()
    raw.write_bytes(whole[:1000])
    assert verify("dryer", data_folder=tmp_path / "data", mirror=mirror).finding == "verified"
    assert raw.read_bytes() == whole


def test_a_release_that_should_be_withheld_is_found(mirror: Path, tmp_path: Path) -> None:
    build("dryer", data_folder=tmp_path / "data", mirror=mirror)
    found = verify("dryer", data_folder=tmp_path / "data", mirror=mirror, catalogue=catalogue_with(tmp_path, PROTECTED))
    assert found.finding == "wrong"
    assert "protects" in found.detail


def test_a_version_of_an_older_card_is_called_so(mirror: Path, tmp_path: Path) -> None:
    build("dryer", data_folder=tmp_path / "data", mirror=mirror)
    newer = catalogue_with(tmp_path, ('version = "1"', 'version = "2"'))
    found = verify("dryer", data_folder=tmp_path / "data", mirror=mirror, catalogue=newer)
    assert found.finding == "verified"
    assert "older card" in found.detail


def test_what_cannot_be_had_says_why_and_is_no_fault(tmp_path: Path) -> None:
    strict = catalogue_with(tmp_path, UNKNOWN_TERMS)
    assert verify("dryer", data_folder=tmp_path / "data", catalogue=strict).finding == "terms-not-accepted"
    mirrored = catalogue_with(tmp_path, MIRROR_ONLY)
    found = verify("dryer", data_folder=tmp_path / "data", catalogue=mirrored)
    assert found.finding == "unavailable"
    assert "dryer/dryer.csv" in found.detail


def test_a_wrong_mirror_is_a_fault(mirror: Path, tmp_path: Path) -> None:
    path = mirror / "dryer" / "dryer.csv"
    path.write_bytes(path.read_bytes().replace(b"119.94", b"119.95", 1))
    assert verify("dryer", data_folder=tmp_path / "data", mirror=mirror).finding == "wrong"


def test_the_overview_follows_a_dataset_through_its_states(mirror: Path, tmp_path: Path) -> None:
    def state(catalogue: Path) -> str:
        return overview(tmp_path / "data", catalogue)[0].state

    strict = catalogue_with(tmp_path, UNKNOWN_TERMS)
    assert state(strict) == "terms-not-accepted"
    plain = catalogue_with(tmp_path, ('version = "1"', 'version = "1"'))
    assert state(plain) == "not-fetched"
    verify("dryer", data_folder=tmp_path / "data", mirror=mirror, catalogue=plain)
    assert state(plain) == "fetched"
    build("dryer", data_folder=tmp_path / "data", mirror=mirror, catalogue=plain)
    assert state(plain) == "released"
    guarded = catalogue_with(tmp_path, PROTECTED)
    assert state(guarded) == "stale"
    build("dryer", data_folder=tmp_path / "data", mirror=mirror, catalogue=guarded)
    assert state(guarded) == "not-released"


def test_the_overview_has_a_line_for_every_dataset_and_no_invented_figure(tmp_path: Path) -> None:
    lines = overview(tmp_path / "data")
    assert len(lines) >= 15
    assert all(line.k is None and line.linkage_vs_guess is None and line.utility_loss is None for line in lines)
    assert set(lines[0].model_dump()) == {
        "name",
        "rows",
        "columns",
        "real",
        "terms",
        "state",
        "k",
        "linkage_vs_guess",
        "utility_loss",
    }
