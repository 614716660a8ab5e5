"""A plant's own file is profiled block by block, and what is wrong with it is one line with its place."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from sandbox_data import profiling
from sandbox_data.errors import DataCorrupt
from sandbox_data.profiling import profile


def _file(folder: Path, content: bytes, name: str = "plant.csv") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "cp949"])
def test_types_ranges_gaps_and_values_are_found_in_both_encodings(tmp_path: Path, encoding: str) -> None:
    text = "시각,설비,온도\n2026-01-01 00:00:00,가열로,1.5\n2026-01-01 00:01:00,압연기,\n"
    found = profile(_file(tmp_path, text.encode(encoding)))
    assert (found.rows, found.encoding) == (2, encoding)
    time, machine, temperature = found.columns
    assert time.kind.startswith("timestamp")
    assert machine.values == {"가열로", "압연기"}
    assert (temperature.kind, temperature.missing, temperature.smallest) == ("double", 1, 1.5)


def test_blocks_give_the_profile_of_the_whole(
    released_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The dryer's real file in blocks of 16 kB, as CSV and as Parquet."""
    raw = released_data.parent / "raw" / "dryer" / "dryer.csv"
    whole = profile(raw)
    monkeypatch.setattr(profiling, "BLOCK_BYTES", 1 << 14)
    parts = profile(raw)
    table = pd.read_csv(raw)
    table.to_parquet(tmp_path / "dryer.parquet", index=False)
    for found in (whole, parts, profile(tmp_path / "dryer.parquet")):
        assert found.rows == 9220
        assert {c.name: c.smallest for c in found.columns} == table.min().to_dict()
        assert {c.name: c.largest for c in found.columns} == table.max().to_dict()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"a,b\n", "no data"),
        (b"a,a\n1,2\n", "'a' appears twice"),
        (b"a,\n1,2\n", "column 2 has no name"),
        (b"a,b\n1,2\n3\n", "line 3"),
        ("가,나\n".encode() + "압,연\n".encode("cp949") + b"\xff\xff,1\n", "neither UTF-8 nor CP949"),
        (",".join(f"c{n}" for n in range(10_000)).encode() + b"\n" + b",".join([b"1"] * 10_000) + b"\n", "10000"),
    ],
)
def test_bad_input_is_one_line_with_its_place(tmp_path: Path, content: bytes, said: str) -> None:
    with pytest.raises(DataCorrupt) as refused:
        profile(_file(tmp_path, content))
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)
    assert "plant.csv" in str(refused.value)


def test_a_file_that_only_says_it_is_parquet_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataCorrupt, match=r"plant\.parquet"):
        profile(_file(tmp_path, b"PAR1 no", "plant.parquet"))
