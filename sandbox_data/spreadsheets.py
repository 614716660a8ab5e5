"""Sheets of an .xlsx file as typed columns. A formula is refused: its value is whatever the last program computed."""

from __future__ import annotations

import zipfile
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sandbox_data.cards import Card
from sandbox_data.columns import Column
from sandbox_data.decoding import compare_headers
from sandbox_data.errors import DataCorrupt

if TYPE_CHECKING:
    import pandas as pd

MAX_UNPACKED_BYTES = 300_000_000
"""A spreadsheet is a zip file: one that unpacks to more than this isn't opened."""


def read_spreadsheet(path: Path, card: Card, columns: list[Column]) -> pd.DataFrame:
    """The card's `columns` of the sheet that the card names. Raises DataCorrupt naming row and column."""
    import openpyxl
    import pandas as pd

    refuse_bomb(path, f"{card.name}: {path.name}")
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=False)
        sheet = book[card.reader.sheet] if card.reader.sheet else book.worksheets[0]
        rows = sheet.iter_rows(min_row=card.reader.header_row + 1)
        headers = tuple("" if cell.value is None else str(cell.value) for cell in next(rows, ()))
    except (zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise DataCorrupt(
            f"{card.name}: {path.name}: 스프레드시트로 읽을 수 없습니다 / can't be read as a spreadsheet: {error}"
        ) from error
    if card.reader.strip_headers:
        headers = tuple(header.strip() for header in headers)
    compare_headers(card, path.name, headers, [column.header for column in columns])
    wanted = [(headers.index(column.header), column) for column in columns]
    values: dict[str, list[Any]] = {column.name: [] for column in columns}
    for number, row in enumerate(rows, start=1):
        for position, column in wanted:
            values[column.name].append(
                _value(row[position] if position < len(row) else None, card, path, number, column)
            )
    book.close()
    return pd.DataFrame(
        {column.name: pd.Series(values[column.name], dtype=_DTYPES[column.dtype]) for column in columns}
    )


_DTYPES = {
    "int": "int64",
    "float": "float64",
    "string": "str",
    "category": "str",
    "boolean": "bool",
    "timestamp": "datetime64[us]",
}
_TYPES: dict[str, tuple[type, ...]] = {
    "timestamp": (datetime,),
    "int": (int,),
    "float": (int, float),
    "string": (str,),
    "category": (str,),
    "boolean": (bool,),
}


def _value(cell: Any, card: Card, path: Path, row: int, column: Column) -> Any:
    """A cell's value of the column's type, None where the cell is empty."""
    if cell is None or cell.value is None:
        return None
    if cell.data_type == "f":
        raise DataCorrupt(
            f"{card.name}: {path.name} {row}행 {column.header} 열(셀 {cell.coordinate})에 수식이 있습니다"
            f" / row {row}, column {column.header} (cell {cell.coordinate}) holds a formula.",
            "값으로 붙여 넣어 저장한 파일을 쓰십시오 / Save the file with values pasted instead of formulas.",
        )
    value = cell.value
    if not isinstance(value, _TYPES[column.dtype]) or (isinstance(value, bool) and column.dtype != "boolean"):
        raise DataCorrupt(
            f"{card.name}: {path.name} {row}행 {column.header} 열(셀 {cell.coordinate})의 값 {value!r}은(는)"
            f" {column.dtype} 형이 아닙니다 / row {row}, column {column.header} (cell {cell.coordinate}): {value!r} is"
            f" not of type {column.dtype}."
        )
    return value


def refuse_bomb(path: Path, called: str) -> None:
    """Raise DataCorrupt for what is no zip file, or unpacks to more than a spreadsheet may."""
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, OSError) as error:
        raise DataCorrupt(
            f"{called}: 스프레드시트로 읽을 수 없습니다 / can't be read as a spreadsheet: {error}"
        ) from error
    if unpacked > MAX_UNPACKED_BYTES:
        raise DataCorrupt(
            f"{called}: 압축을 풀면 허용 크기를 넘습니다 / unpacks to more than {MAX_UNPACKED_BYTES} bytes"
        )
