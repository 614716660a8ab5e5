"""Delimited text as typed columns, by Arrow's reader. A value that has another type is named by row and column."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sandbox_data.cards import Card
from sandbox_data.columns import Column
from sandbox_data.decoding import Text, compare_headers, decode
from sandbox_data.errors import DataCorrupt

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

MAX_SHOWN = 60
"""Characters of a wrong value that an error shows."""


def read_csv(path: Path, card: Card, columns: list[Column]) -> pd.DataFrame:
    """The card's `columns` of the file, and those of its groups, in the file's order of rows. Raises DataCorrupt."""
    import pyarrow as pa

    text = decode(path.name, path.read_bytes(), card)
    compare_headers(card, text.file, text.headers, [column.header for column in columns])
    names = _names(card, text, columns)
    types = {column.name: arrow_type(column) for column in columns}
    types |= {name: pa.float64() for name in names if name not in types and name not in card.reader.ignore}
    try:
        table = _parse(text, card, names, types)
    except pa.ArrowInvalid as error:
        raise _first_failure(text, card, names, columns, types, error) from error
    for column in columns:
        if column.written_as == "float":
            table = _as_whole_numbers(table, column, text, card)
    frame: pd.DataFrame = table.to_pandas()
    for column in columns:
        if column.format:
            frame[column.name] = _as_times(frame[column.name], column, text, card)
    return frame


def arrow_type(column: Column) -> Any:
    """Arrow's type for a column as it is written in the file; categories are text until their values were checked."""
    import pyarrow as pa

    if column.written_as == "float":
        return pa.float64()
    if column.format:  # Arrow's own parsing by a format takes 30 February for 2 March
        return pa.string()
    return {
        "int": pa.int64(),
        "float": pa.float64(),
        "string": pa.string(),
        "category": pa.string(),
        "boolean": pa.bool_(),
        "timestamp": pa.timestamp("us", tz=column.timezone or None),
    }[column.dtype]


def _names(card: Card, text: Text, columns: list[Column]) -> list[str]:
    """Names of the file's columns as the tidy table calls them."""
    called = {column.header: column.name for column in columns}
    return [called.get(header, header) for header in text.headers]


def _parse(text: Text, card: Card, names: list[str], types: dict[str, Any]) -> pa.Table:
    import pyarrow as pa
    from pyarrow import csv

    reader = card.reader
    return csv.read_csv(
        pa.BufferReader(text.content),
        read_options=csv.ReadOptions(column_names=names, skip_rows=text.skip),
        parse_options=csv.ParseOptions(delimiter=reader.separator, newlines_in_values=reader.multiline),
        convert_options=csv.ConvertOptions(
            column_types=types,
            include_columns=list(types),
            null_values=list(reader.missing),
            strings_can_be_null=True,
            decimal_point=reader.decimal,
            true_values=list(reader.true_values),
            false_values=list(reader.false_values),
            timestamp_parsers=[csv.ISO8601],
        ),
    )


def _as_whole_numbers(table: pa.Table, column: Column, text: Text, card: Card) -> pa.Table:
    """Whole numbers that the file writes as 4.0; a fraction is an error."""
    import pyarrow as pa

    position = table.column_names.index(column.name)
    values = table.column(position)
    try:
        whole = values.cast(pa.int64(), safe=True)
    except pa.ArrowInvalid as error:
        numbers = values.to_pandas()
        row = int((numbers != numbers.round()).to_numpy().argmax())
        raise _wrong(card, text, row, column, str(numbers.iloc[row])) from error
    return table.set_column(position, column.name, whole)


def _as_times(words: pd.Series[str], column: Column, text: Text, card: Card) -> pd.Series[Any]:
    """Times in the card's format. A day that no calendar has is an error."""
    read = _times(words, column)
    bad = words.notna() & read.isna()
    if bad.any():
        row = int(bad.to_numpy().argmax())
        raise _wrong(card, text, row, column, str(words.iloc[row]))
    dtype: Any = f"datetime64[us, {column.timezone}]" if column.timezone else "datetime64[us]"
    times: pd.Series[Any] = read.astype(dtype)
    return times


def _times(words: pd.Series[str], column: Column) -> pd.Series[Any]:
    import pandas as pd

    form = column.format or "ISO8601"
    return pd.Series(pd.to_datetime(words, format=form, errors="coerce", utc=bool(column.timezone)))


def _first_failure(
    text: Text, card: Card, names: list[str], columns: list[Column], types: dict[str, Any], error: Exception
) -> DataCorrupt:
    """Read everything as text and look for the first row that is ragged, or the first value of another type."""
    import pyarrow as pa

    try:
        words = _parse(text, card, names, {name: pa.string() for name in types}).to_pandas()
    except pa.ArrowInvalid:
        return _ragged(text, card, error)
    for column in columns:
        bad = words[column.name].notna() & ~_fits(words[column.name], column, card)
        if bad.any():
            row = int(bad.to_numpy().argmax())
            return _wrong(card, text, row, column, str(words[column.name].iloc[row]))
    for name in (name for name in types if name not in {column.name for column in columns}):
        bad = words[name].notna() & ~words[name].str.fullmatch(_NUMBER)
        if bad.any():
            row = int(bad.to_numpy().argmax())
            return _wrong_value(card, text.file, row, name, "float", str(words[name].iloc[row]))
    return DataCorrupt(f"{card.name}: {text.file}: 표로 읽을 수 없습니다 / can't be read as a table: {error}")


_NUMBER = re.compile(r"\s*[+-]?(\d+[.,]?\d*|[.,]\d+)([eE][+-]?\d+)?\s*|nan|inf|-inf", re.IGNORECASE)
_WHOLE = re.compile(r"\s*[+-]?\d+\s*")


def _fits(words: pd.Series[str], column: Column, card: Card) -> pd.Series[bool]:
    """Which words are values of the column's type."""
    import pandas as pd

    match column.dtype:
        case "int" if not column.written_as:
            return words.str.fullmatch(_WHOLE).fillna(True)
        case "int" | "float":
            return words.str.fullmatch(_NUMBER).fillna(True)
        case "boolean":
            return words.isin([*card.reader.true_values, *card.reader.false_values])
        case "timestamp":
            return _times(words, column).notna()
        case _:
            return pd.Series(data=True, index=words.index)


def _ragged(text: Text, card: Card, error: Exception) -> DataCorrupt:
    """The first row with another number of cells than the header."""
    import pyarrow as pa
    from pyarrow import csv

    seen: list[Any] = []

    def keep(row: Any) -> str:
        seen.append(row)
        return "error"

    try:
        csv.read_csv(
            pa.BufferReader(text.content),
            read_options=csv.ReadOptions(column_names=list(text.headers), skip_rows=text.skip, use_threads=False),
            parse_options=csv.ParseOptions(
                delimiter=card.reader.separator, newlines_in_values=card.reader.multiline, invalid_row_handler=keep
            ),
        )
    except pa.ArrowInvalid as again:
        error = again
    if not seen or seen[0].number is None:
        return DataCorrupt(f"{card.name}: {text.file}: 표로 읽을 수 없습니다 / can't be read as a table: {error}")
    row = seen[0].number - text.skip
    return DataCorrupt(
        f"{card.name}: {text.file} {row}행에 칸이 {seen[0].actual_columns}개입니다. 머리글은"
        f" {seen[0].expected_columns}개입니다 / row {row} has {seen[0].actual_columns} cells, the header"
        f" {seen[0].expected_columns}; the file is damaged or cut off there."
    )


def _wrong(card: Card, text: Text, row: int, column: Column, value: str) -> DataCorrupt:
    return _wrong_value(card, text.file, row, column.header, column.dtype, value)


def _wrong_value(card: Card, file: str, row: int, header: str, dtype: str, value: str) -> DataCorrupt:
    shown = value if len(value) <= MAX_SHOWN else value[:MAX_SHOWN] + "…"
    return DataCorrupt(
        f"{card.name}: {file} {row + 1}행 {header} 열의 값 {shown!r}은(는) {dtype} 형이 아닙니다"
        f" / row {row + 1}, column {header}: {shown!r} is not of type {dtype}."
    )
