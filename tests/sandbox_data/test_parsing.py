"""Bad input: each is one line that names file, row and column. Small made tables; they describe no plant."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from sandbox_data.cards import Card
from sandbox_data.checking import check
from sandbox_data.errors import DataCorrupt
from sandbox_data.parsing import parse
from tests.sandbox_data.making import TWO_COLUMNS, WORDS, a_file, small_card, written

GOOD = b"machine,value\nA,1.5\nB,2\nA,3\n"
TIME = {"name": "t", "dtype": "timestamp", "minimum": "2026-01-01T00:00:00", "maximum": "2026-12-31T00:00:00"}


def _read(folder: Path, content: bytes, **changes: object) -> pd.DataFrame:
    """Parse and check one small file."""
    card = small_card(**changes)
    parsed = parse(written(folder, small_csv=content), card)
    check(parsed, card)
    return parsed.table


def _refusal(folder: Path, content: bytes, **changes: object) -> str:
    with pytest.raises(DataCorrupt) as refused:
        _read(folder, content, **changes)
    message = str(refused.value)
    assert "\n" not in message
    assert "small.csv" in message
    return message


def test_a_good_file_keeps_its_order_and_types(tmp_path: Path) -> None:
    table = _read(tmp_path, GOOD)
    assert table["machine"].tolist() == ["A", "B", "A"]
    assert table["value"].tolist() == [1.5, 2.0, 3.0]
    assert str(table["value"].dtype) == "float64"


@pytest.mark.parametrize("content", [b"", b"\n\n  \n"])
def test_an_empty_file_is_named(tmp_path: Path, content: bytes) -> None:
    assert "is empty" in _refusal(tmp_path, content)


def test_a_header_without_data_is_named(tmp_path: Path) -> None:
    assert "no data below" in _refusal(tmp_path, b"machine,value")


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    assert "columns missing: value" in _refusal(tmp_path, b"machine\nA\nB\nA\n")


def test_a_renamed_column_is_named_under_both_names(tmp_path: Path) -> None:
    message = _refusal(tmp_path, GOOD.replace(b"value", b"Value"))
    assert "columns missing: value" in message
    assert "columns that the card doesn't know: Value" in message


def test_a_column_that_appears_twice_is_named(tmp_path: Path) -> None:
    assert "appear twice: value" in _refusal(tmp_path, b"machine,value,value\nA,1,1\n")


def test_a_file_of_ten_thousand_columns_is_refused_in_one_short_line(tmp_path: Path) -> None:
    names = ",".join(f"c{number}" for number in range(10_000))
    row = ",".join("1" for _ in range(10_000))
    message = _refusal(tmp_path, f"{names}\n{row}\n".encode())
    assert "10000 columns" in message
    assert "(+9992)" in message
    assert len(message) < 500


def test_bytes_of_another_encoding_are_named_by_line_and_column(tmp_path: Path) -> None:
    mixed = b"machine,value\nA,1\n" + "가,2\n".encode() + "나,3\n".encode("cp949")
    message = _refusal(tmp_path, mixed)
    assert "line 4, column 1" in message
    assert "mixed from several encodings" in message


def test_a_file_in_cp949_is_read_when_the_card_says_so(tmp_path: Path) -> None:
    columns = ({**TWO_COLUMNS[0], "name": "설비", "values": ["가", "나"]}, TWO_COLUMNS[1])
    content = "설비,value\n가,1\n나,2\n가,3\n".encode("cp949")
    assert _read(tmp_path, content, columns=columns, reader={"encoding": "cp949"})["설비"].tolist() == [
        "가",
        "나",
        "가",
    ]
    assert "is not utf-8" in _refusal(tmp_path, content, columns=columns)


def test_a_byte_order_mark_is_no_part_of_the_first_name(tmp_path: Path) -> None:
    assert len(_read(tmp_path, b"\xef\xbb\xbf" + GOOD, reader={"encoding": "utf-8-sig"})) == 3


def test_stray_spaces_lines_above_and_other_separators_are_read_as_the_card_says(tmp_path: Path) -> None:
    reader = {"header_row": 1, "strip_headers": True, "separator": ";", "decimal": ","}
    content = b"Process;Process\n machine ;value \nA;1,5\nB;2\nA;3\n"
    assert _read(tmp_path, content, reader=reader)["value"].tolist() == [1.5, 2.0, 3.0]


def test_old_line_ends_are_read(tmp_path: Path) -> None:
    assert len(_read(tmp_path, GOOD.replace(b"\n", b"\r"))) == 3


def test_a_word_where_a_number_belongs_is_named_by_row_and_column(tmp_path: Path) -> None:
    message = _refusal(tmp_path, b"machine,value\nA,1\nB,about 2\nA,3\n")
    assert "row 2, column value: 'about 2' is not of type float" in message


def test_a_formula_where_a_number_belongs_is_named(tmp_path: Path) -> None:
    assert "row 3, column value: '=1+1'" in _refusal(tmp_path, b"machine,value\nA,1\nB,2\nA,=1+1\n")


def test_a_row_with_another_number_of_cells_is_named(tmp_path: Path) -> None:
    assert "row 2 has 3 cells, the header 2" in _refusal(tmp_path, b"machine,value\nA,1\nB,2,x\nA,3\n")


def test_a_file_cut_off_in_the_middle_of_a_row_is_named(tmp_path: Path) -> None:
    assert "row 3 has 1 cells, the header 2" in _refusal(tmp_path, b"machine,value\nA,1\nB,2\nA")


def test_a_file_cut_off_between_rows_is_refused_by_its_number_of_rows(tmp_path: Path) -> None:
    assert "has 2 rows, the card says 3" in _refusal(tmp_path, b"machine,value\nA,1\nB,2\n")


def test_a_value_out_of_range_is_named(tmp_path: Path) -> None:
    assert "row 2, column value: 11.0 fails in_range(0.0, 10.0)" in _refusal(
        tmp_path, b"machine,value\nA,1\nB,11\nA,3\n"
    )


def test_a_value_that_the_card_does_not_list_is_named(tmp_path: Path) -> None:
    assert "row 3, column machine: C fails isin" in _refusal(tmp_path, b"machine,value\nA,1\nB,2\nC,3\n")


def test_a_missing_value_where_none_is_stated_is_named(tmp_path: Path) -> None:
    assert "row 2, column value" in _refusal(tmp_path, b"machine,value\nA,1\nB,\nA,3\n")


def test_another_number_of_missing_values_than_stated_is_refused(tmp_path: Path) -> None:
    columns = (TWO_COLUMNS[0], {**TWO_COLUMNS[1], "missing": 1})
    assert len(_read(tmp_path, b"machine,value\nA,1\nB,\nA,3\n", columns=columns)) == 3
    with pytest.raises(DataCorrupt, match="column value has 2 missing values, the card says 1"):
        _read(tmp_path, b"machine,value\nA,1\nB,\nA,\n", columns=columns)


def test_a_fraction_in_a_column_of_whole_numbers_is_named(tmp_path: Path) -> None:
    whole = {"name": "value", "dtype": "int", "minimum": 0, "maximum": 10, "meaning": WORDS, "written_as": "float"}
    columns = (TWO_COLUMNS[0], whole)
    table = _read(tmp_path, b"machine,value\nA,1.0\nB,2.0\nA,3.0\n", columns=columns)
    assert str(table["value"].dtype) == "int64"
    assert "row 2, column value: '2.5'" in _refusal(tmp_path, b"machine,value\nA,1.0\nB,2.5\nA,3.0\n", columns=columns)


def test_a_time_that_is_none_is_named(tmp_path: Path) -> None:
    columns = (TWO_COLUMNS[0], {**TIME, "format": "%d/%m/%Y %H:%M", "meaning": WORDS})
    good = b"machine,t\nA,01/02/2026 00:15\nB,02/02/2026 00:15\nA,28/02/2026 23:45\n"
    assert _read(tmp_path, good, columns=columns)["t"].iloc[0] == pd.Timestamp("2026-02-01 00:15")
    assert "row 3, column t: '30/02/2026 23:45' is not of type timestamp" in _refusal(
        tmp_path, good.replace(b"28/02", b"30/02"), columns=columns
    )


def test_a_day_that_no_calendar_has_is_named(tmp_path: Path) -> None:
    columns = (TWO_COLUMNS[0], {**TIME, "meaning": WORDS})
    content = b"machine,t\nA,2026-01-01 00:00:00\nA,2026-02-30 00:10:00\nA,2026-03-01 00:10:00\n"
    assert "row 2, column t: '2026-02-30 00:10:00'" in _refusal(tmp_path, content, columns=columns)


def test_a_time_with_its_offset_becomes_utc(tmp_path: Path) -> None:
    stamp = {**TIME, "minimum": "2026-01-01T00:00:00Z", "maximum": "2026-12-31T00:00:00Z", "timezone": "UTC"}
    columns = (TWO_COLUMNS[0], {**stamp, "meaning": WORDS})
    content = b"machine,t\nA,2026-03-29T01:50:00+01:00\nB,2026-03-29T03:00:00+02:00\nA,2026-03-29T03:10:00+02:00\n"
    table = _read(tmp_path, content, columns=columns)
    assert table["t"].diff().iloc[1:].eq(pd.Timedelta("10min")).all()


def test_a_time_twice_is_refused_unless_the_card_says_how_often(tmp_path: Path) -> None:
    columns = (TWO_COLUMNS[0], {**TIME, "meaning": WORDS})
    content = b"machine,t\nA,2026-01-01 00:00:00\nA,2026-01-01 00:10:00\nA,2026-01-01 00:10:00\n"
    key = {"columns": columns, "key": ["machine", "t"]}
    assert "1 rows repeat the key (machine, t)" in _refusal(tmp_path, content, **key)
    assert "row 3" in _refusal(tmp_path, content, **key)
    assert len(_read(tmp_path, content, **key, duplicate_keys=1)) == 3
    with pytest.raises(DataCorrupt, match="the card says 2"):
        _read(tmp_path, content, **key, duplicate_keys=2)


def test_a_line_break_inside_quotes_is_read_where_the_card_expects_it(tmp_path: Path) -> None:
    columns = ({"name": "machine", "dtype": "string", "meaning": WORDS}, TWO_COLUMNS[1])
    content = b'machine,value\n"A\nB",1\nC,2\n"D ""E""",3\n'
    table = _read(tmp_path, content, columns=columns, reader={"multiline": True})
    assert table["machine"].tolist() == ["A\nB", "C", 'D "E"']


# --- several files --------------------------------------------------------------------------------------------------

RUN = {"name": "run", "dtype": "int", "minimum": 1, "maximum": 2, "origin": "file", "meaning": WORDS}
TOOL = {"name": "tool", "dtype": "category", "values": ["new", "worn"], "origin": "attributes", "meaning": WORDS}


def _two_runs(**changes: object) -> Card:
    files = [a_file("one.csv", adds={"run": 1}), a_file("two.csv", adds={"run": 2})]
    return small_card(**({"files": files, "columns": (*TWO_COLUMNS, RUN), "rows": 6} | changes))


def test_files_follow_each_other_with_what_each_adds(tmp_path: Path) -> None:
    parsed = parse(written(tmp_path, one_csv=GOOD, two_csv=GOOD), _two_runs())
    assert parsed.table["run"].tolist() == [1, 1, 1, 2, 2, 2]


def test_a_bad_value_is_named_by_the_row_of_its_own_file(tmp_path: Path) -> None:
    card = _two_runs()
    parsed = parse(written(tmp_path, one_csv=GOOD, two_csv=GOOD.replace(b"B,2", b"B,20")), card)
    with pytest.raises(DataCorrupt, match=r"two\.csv 2행 value .* / row 2, column value: 20\.0"):
        check(parsed, card)


def test_one_file_with_another_header_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataCorrupt, match=r"two\.csv.*'value '"):
        parse(written(tmp_path, one_csv=GOOD, two_csv=GOOD.replace(b"value", b"value ")), _two_runs())


def test_attributes_are_joined_to_the_rows_of_their_file(tmp_path: Path) -> None:
    raw = written(tmp_path, one_csv=GOOD, two_csv=GOOD, tools_csv=b"No,tool\n2,worn\n1,new\n")
    assert parse(raw, _with_tools()).table["tool"].tolist() == ["new"] * 3 + ["worn"] * 3


@pytest.mark.parametrize(
    ("tools", "named"),
    [
        (b"No,tool\n1,new\n", "has no row for No 2"),
        (b"No,tool\n1,new\n2,new\n2,worn\n", "row 3, column No: a value for the second time"),
        (b"No,kind\n1,new\n2,worn\n", "columns missing: tool"),
        (b"No,tool\none,new\n2,worn\n", "row 1, column No: 'one'"),
    ],
)
def test_attributes_that_do_not_fit_are_named(tmp_path: Path, tools: bytes, named: str) -> None:
    raw = written(tmp_path, one_csv=GOOD, two_csv=GOOD, tools_csv=tools)
    with pytest.raises(DataCorrupt, match=named) as refused:
        parse(raw, _with_tools())
    assert "tools.csv" in str(refused.value)


def _with_tools() -> Card:
    files = [a_file("one.csv", adds={"run": 1}), a_file("two.csv", adds={"run": 2})]
    files.append(a_file("tools.csv", role="attributes"))
    return _two_runs(files=files, columns=(*TWO_COLUMNS, RUN, TOOL), attributes={"header": "No", "column": "run"})


@pytest.mark.parametrize("windows", [b"{", b"{}", b'{"small": [["2026-01-01"]]}'])
def test_windows_that_cannot_be_read_are_named(tmp_path: Path, windows: bytes) -> None:
    window = {"name": "window", "dtype": "int", "minimum": 0, "maximum": 1, "origin": "windows", "meaning": WORDS}
    card = small_card(
        files=[a_file("small.csv"), a_file("labels.json", role="windows")],
        columns=({**TIME, "meaning": WORDS}, TWO_COLUMNS[1], window),
        windows={"path": "small", "time": "t", "column": "window"},
    )
    raw = written(tmp_path, small_csv=b"t,value\n2026-01-01,1\n2026-01-02,2\n2026-01-03,3\n", labels_json=windows)
    with pytest.raises(DataCorrupt, match=r"labels\.json: small"):
        parse(raw, card)


# --- spreadsheets --------------------------------------------------------------------------------------------------


def _sheet(folder: Path, rows: list[list[object]]) -> dict[str, Path]:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    book.save(folder / "small.xlsx")
    return {"small.xlsx": folder / "small.xlsx"}


def _sheet_card() -> Card:
    return small_card(files=[a_file("small.xlsx")], reader={"format": "xlsx"})


def test_a_sheet_is_read_like_a_file(tmp_path: Path) -> None:
    parsed = parse(_sheet(tmp_path, [["machine", "value"], ["A", 1], ["B", 2.5], ["A", 3]]), _sheet_card())
    check(parsed, _sheet_card())
    assert parsed.table["value"].tolist() == [1.0, 2.5, 3.0]


def test_a_formula_in_a_cell_is_refused_by_row_column_and_cell(tmp_path: Path) -> None:
    raw = _sheet(tmp_path, [["machine", "value"], ["A", 1], ["B", "=B2*2"], ["A", 3]])
    with pytest.raises(DataCorrupt, match=r"row 2, column value \(cell B3\) holds a formula"):
        parse(raw, _sheet_card())


def test_text_in_a_number_cell_is_named(tmp_path: Path) -> None:
    raw = _sheet(tmp_path, [["machine", "value"], ["A", 1], ["B", "two"], ["A", 3]])
    with pytest.raises(DataCorrupt, match=r"row 2, column value \(cell B3\): 'two'"):
        parse(raw, _sheet_card())


def test_a_file_that_is_no_spreadsheet_or_unpacks_to_too_much_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "small.xlsx").write_bytes(b"PK\x03\x04 not really")
    with pytest.raises(DataCorrupt, match="can't be read as a spreadsheet"):
        parse({"small.xlsx": tmp_path / "small.xlsx"}, _sheet_card())
    raw = _sheet(tmp_path, [["machine", "value"], ["A", 1]])
    monkeypatch.setattr("sandbox_data.spreadsheets.MAX_UNPACKED_BYTES", 100)
    with pytest.raises(DataCorrupt, match="unpacks to more than 100 bytes"):
        parse(raw, _sheet_card())
