"""Sheets of a plant's .xlsx file in blocks of rows. A formula, or a word among numbers, is refused with its cell."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sandbox_data.errors import DataCorrupt
from sandbox_data.own_data.kinds import Kind, arrow_type
from sandbox_data.spreadsheets import refuse_bomb

if TYPE_CHECKING:
    import pyarrow as pa

BLOCK_ROWS = 5_000
_KINDS: dict[type, str] = {int: "int64", float: "double", bool: "bool", datetime: "timestamp", str: "string"}


def sheet_kinds(path: Path) -> dict[str, Kind]:
    """Each column's kind over the whole first sheet. Raises DataCorrupt naming row, column and cell."""
    found: dict[str, Kind] = {}
    names: list[str] = []
    for number, row in enumerate(_rows(path), start=1):
        if number == 1:
            names = [_said(cell) for cell in row]
            found = dict.fromkeys(names, Kind())
            continue
        for name, cell in zip(names, row, strict=False):
            value = _value(path, number, name, cell)
            if value is not None:
                found[name] = _with(found[name], value, path, number, name, cell)
    return found


def sheet_header(path: Path) -> list[str]:
    """The first row's cells as names."""
    return [_said(cell) for cell in next(_rows(path), [])]


def sheet_blocks(path: Path, kinds: dict[str, Kind]) -> Iterator[pa.RecordBatch]:
    """The first sheet's rows below its header, typed."""
    import pyarrow as pa

    rows = _rows(path)
    names = [_said(cell) for cell in next(rows, [])]
    schema = pa.schema([(name, arrow_type(kinds[name])) for name in names])
    block: list[list[Any]] = []
    for number, row in enumerate(rows, start=2):
        values = [_value(path, number, name, cell) for name, cell in zip(names, row, strict=False)]
        block.append(values + [None] * (len(names) - len(values)))
        if len(block) == BLOCK_ROWS:
            yield _batch(block, schema)
            block = []
    if block:
        yield _batch(block, schema)


def _batch(rows: list[list[Any]], schema: pa.Schema) -> pa.RecordBatch:
    import pyarrow as pa

    columns = [pa.array(list(column), kind.type) for column, kind in zip(zip(*rows, strict=True), schema, strict=True)]
    return pa.record_batch(columns, schema=schema)


def _rows(path: Path) -> Iterator[list[Any]]:
    """Rows of cells of the first sheet; nothing of other sheets is read."""
    import openpyxl

    refuse_bomb(path, path.name)
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=False)
        yield from (list(row) for row in book.worksheets[0].iter_rows())
        book.close()
    except (zipfile.BadZipFile, KeyError, IndexError, ValueError, OSError) as error:
        raise DataCorrupt(
            f"{path.name}: 스프레드시트로 읽을 수 없습니다 / can't be read as a spreadsheet: {error}"
        ) from error


def _said(cell: Any) -> str:
    return "" if cell.value is None else str(cell.value)


def _value(path: Path, row: int, name: str, cell: Any) -> Any:
    if cell.value is None:
        return None
    if cell.data_type == "f":
        raise DataCorrupt(
            f"{path.name} {row}행 {name} 열(셀 {cell.coordinate})에 수식이 있습니다"
            f" / row {row}, column {name} (cell {cell.coordinate}) holds a formula.",
            "값으로 붙여 넣어 저장한 파일을 쓰십시오 / Save the file with values pasted instead of formulas.",
        )
    if isinstance(cell.value, date) and not isinstance(cell.value, datetime):
        return datetime(cell.value.year, cell.value.month, cell.value.day)
    return cell.value


def _with(so_far: Kind, value: Any, path: Path, row: int, name: str, cell: Any) -> Kind:
    """The kind after one more value; whole numbers and fractions go together, nothing else does."""
    new = _KINDS.get(type(value), "")
    if so_far.name in ("", new) and new:
        return Kind(new)
    if {so_far.name, new} == {"int64", "double"}:
        return Kind("double")
    raise DataCorrupt(
        f"{path.name} {row}행 {name} 열(셀 {cell.coordinate})의 값 {value!r}은(는) 그 위의 값과 형이 다릅니다"
        f" / row {row}, column {name} (cell {cell.coordinate}): {value!r} is of another type than the values above it.",
        "빈 칸으로 두거나 형을 맞추십시오 / Leave the cell empty, or give the column one type.",
    )
