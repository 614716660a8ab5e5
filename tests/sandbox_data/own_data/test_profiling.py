"""A plant's own file is profiled block by block, and what is wrong with it is one line with its place."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest

from sandbox_data import spreadsheets
from sandbox_data.errors import DataCorrupt
from sandbox_data.own_data import files, sheets
from sandbox_data.own_data.kinds import UNKNOWN, Kind, widened
from sandbox_data.own_data.profiling import profile
from tests.courses.builders import xlsx
from tests.sandbox_data.making import zip_with


def _file(folder: Path, content: bytes, name: str = "plant.csv") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_types_ranges_gaps_and_values_are_found(tmp_path: Path, encoding: str, separator: str) -> None:
    text = "시각,설비,온도\n2026-01-01 00:00:00,가열로,1.5\n2026-01-01 00:01:00,압연기,\n".replace(",", separator)
    found = profile(_file(tmp_path, text.encode(encoding)))
    assert (found.rows, found.encoding, found.file.separator) == (2, encoding.removesuffix("-sig"), separator)
    time, machine, temperature = found.columns
    assert (time.name, time.kind) == ("시각", Kind("timestamp"))
    assert machine.values == {"가열로", "압연기"}
    assert (temperature.kind.name, temperature.missing, temperature.smallest) == ("double", 1, 1.5)


def test_blocks_give_the_profile_of_the_whole(
    released_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The dryer's real file in blocks of 16 kB, as CSV, as Parquet and as a spreadsheet of its first 500 rows."""
    raw = released_data.parent / "raw" / "dryer" / "dryer.csv"
    whole = profile(raw)
    monkeypatch.setattr(files, "BLOCK_BYTES", 1 << 14)
    monkeypatch.setattr(sheets, "BLOCK_ROWS", 100)
    table = pd.read_csv(raw)
    table.to_parquet(tmp_path / "dryer.parquet", index=False)
    table.head(500).to_excel(tmp_path / "dryer.xlsx", index=False)
    for found, rows in ((whole, 9220), (profile(raw), 9220), (profile(tmp_path / "dryer.parquet"), 9220),
                        (profile(tmp_path / "dryer.xlsx"), 500)):  # fmt: skip
        assert found.rows == rows
        assert {c.name: c.smallest for c in found.columns} == table.head(rows).min().to_dict()
        assert {c.name: c.largest for c in found.columns} == table.head(rows).max().to_dict()


def test_what_a_later_block_holds_widens_the_type(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whole numbers first and a fraction later, nothing first and a time later, numbers first and a dash later."""
    monkeypatch.setattr(files, "BLOCK_BYTES", 1 << 10)
    rows = [f"{n},,{n},007" for n in range(400)] + ["0.5,2026-01-01,-,008"]
    found = profile(_file(tmp_path, ("a,b,c,d\n" + "\n".join(rows) + "\n").encode()))
    assert [column.kind.name for column in found.columns] == ["double", "timestamp", "string", "string"]
    assert found.columns[1].missing == 400
    assert found.columns[3].values == {"007", "008"}, "a code, not a number"


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        (["1", "-2", ""], Kind("int64")),
        (["1", "2.5"], Kind("double")),
        (["true", "False"], Kind("bool")),
        (["2026-01-01T00:00:00Z"], Kind("timestamp", utc=True)),
        (["2026/01/31 08:00"], Kind("timestamp", "%Y/%m/%d %H:%M")),
        (["2026.01.31"], Kind("timestamp", "%Y.%m.%d")),
        (["31/01/2026 08:00:00"], Kind("timestamp", "%d/%m/%Y %H:%M:%S")),
        (["1", "x"], Kind("string")),
        (["", None], UNKNOWN),
        (["99999999999999999999"], Kind("double")),
    ],
)
def test_the_narrowest_kind_that_holds_all_words(words: list[str | None], kind: Kind) -> None:
    assert widened(UNKNOWN, pa.array(words, pa.string())) == kind


def test_a_quoted_line_break_is_no_damage(tmp_path: Path) -> None:
    found = profile(_file(tmp_path, b'a,b\n1,"over\ntwo lines"\n2,x\n'))
    assert (found.rows, found.file.multiline) == (2, True)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"a,b\n", "no data"),
        (b"a,a\n1,2\n", "'a' appears twice"),
        (b"a,\n1,2\n", "column 2 has no name"),
        (b"a,b\n1,2\n3\n", "line 3"),
        ("가,나\n".encode() + "압,연\n".encode("cp949") + b"\xff\xff,1\n", "line 2 is neither UTF-8 nor CP949"),
        (b"a,b\n1,\xea", "line 2 is neither UTF-8 nor CP949"),
        (",".join(f"c{n}" for n in range(10_000)).encode() + b"\n" + b",".join([b"1"] * 10_000) + b"\n", "10000"),
    ],
)
def test_bad_input_is_one_line_with_its_place(tmp_path: Path, content: bytes, said: str) -> None:
    with pytest.raises(DataCorrupt) as refused:
        profile(_file(tmp_path, content))
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)
    assert "plant.csv" in str(refused.value)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([["a", "b"], [1, "=A2*2"]], r"row 2, column b \(cell B2\) holds a formula"),
        ([["온도"], [1.5], [2], ["-"]], r"row 4, column 온도 \(cell A4\): '-' is of another type"),
        ([["a", "a"], [1, 2]], "'a' appears twice"),
        ([["a", None], [1, 2]], "column 2 has no name"),
        ([["a"]], "no data"),
    ],
)
def test_a_bad_spreadsheet_is_one_line_with_its_cell(tmp_path: Path, rows: list[list[object]], said: str) -> None:
    with pytest.raises(DataCorrupt, match=said):
        profile(_file(tmp_path, xlsx(rows), "plant.xlsx"))


def test_a_spreadsheet_that_unpacks_to_too_much_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheets, "MAX_UNPACKED_BYTES", 100_000)
    bomb = zip_with({"xl/worksheets/sheet1.xml": b"0" * 1_000_000})
    with pytest.raises(DataCorrupt, match=r"plant\.xlsx: .* unpacks to more"):
        profile(_file(tmp_path, bomb, "plant.xlsx"))


@pytest.mark.parametrize("name", ["plant.parquet", "plant.xlsx"])
def test_a_file_that_only_says_what_it_is_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(DataCorrupt, match=name):
        profile(_file(tmp_path, b"PAR1 no", name))


def test_a_column_of_lists_is_no_table(tmp_path: Path) -> None:
    pd.DataFrame({"a": [[1, 2]], "b": [datetime(2026, 1, 1)]}).to_parquet(tmp_path / "plant.parquet")
    with pytest.raises(DataCorrupt, match="column a is of type list"):
        profile(tmp_path / "plant.parquet")
