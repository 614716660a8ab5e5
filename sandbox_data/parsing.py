"""Raw files as one table in the file's order: columns named and typed as the card says, nothing else changed."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sandbox_data.cards import Card
from sandbox_data.columns import Column
from sandbox_data.csv_tables import read_csv
from sandbox_data.errors import DataCorrupt
from sandbox_data.parquet_tables import read_parquet
from sandbox_data.spreadsheets import read_spreadsheet

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Parsed:
    """The typed table in the files' order, and how many rows each file gave, to name a row by its file."""

    table: pd.DataFrame
    files: tuple[tuple[str, int], ...]

    def where(self, position: int) -> tuple[str, int]:
        """File and row number (from 1) of the row at `position` (from 0)."""
        for name, rows in self.files:
            if position < rows:
                return name, position + 1
            position -= rows
        raise IndexError(position)


def parse(raw: Mapping[str, Path], card: Card) -> Parsed:
    """Read the raw files into one table. Categories are still text here: their values are checked later.

    Raises DataCorrupt naming file, row and column.
    """
    import pandas as pd

    parts = []
    for file in card.files_of("table"):
        part = _read(raw[file.name], card, [column for column in card.columns if column.origin == "table"])
        for column in card.columns:
            if column.origin == "file":
                part[column.name] = file.adds[column.name]
        parts.append((file.name, part))
    table = pd.concat([part for _, part in parts], ignore_index=True) if len(parts) > 1 else parts[0][1]
    if card.attributes:
        _join_attributes(table, raw, card)
    if card.windows:
        _mark_windows(table, raw, card)
    return Parsed(table[ordered_names(card, list(table.columns))], tuple((name, len(part)) for name, part in parts))


def ordered_names(card: Card, seen: list[str]) -> list[str]:
    """Names of the tidy table: the card's columns in the card's order, then the groups' in the file's order."""
    grouped = [name for name in seen if any(re.fullmatch(group.pattern, name) for group in card.groups)]
    return [column.name for column in card.columns] + grouped


def _read(path: Path, card: Card, columns: list[Column]) -> pd.DataFrame:
    if card.reader.format == "xlsx":
        return read_spreadsheet(path, card, columns)
    if card.reader.format == "parquet":
        return read_parquet(path, card, columns)
    return read_csv(path, card, columns)


def _join_attributes(table: pd.DataFrame, raw: Mapping[str, Path], card: Card) -> None:
    """Give each row the attributes of its entity, such as an experiment's material. Changes `table`."""
    join = card.attributes
    assert join is not None  # noqa: S101 - the card's own check
    file = card.files_of("attributes")[0]
    columns = [column for column in card.columns if column.origin == "attributes"]
    key = next(column for column in card.columns if column.name == join.column)
    attributes = _read(raw[file.name], card, [key.model_copy(update={"raw": join.header}), *columns])
    twice = attributes[join.column].duplicated()
    if twice.any():
        raise DataCorrupt(
            f"{card.name}: {file.name}: {join.header} 값이 두 번 나옵니다"
            f" / row {int(twice.argmax()) + 1}, column {join.header}: a value for the second time."
        )
    by_key = attributes.set_index(join.column)
    unknown = ~table[join.column].isin(by_key.index)
    if unknown.any():
        raise DataCorrupt(
            f"{card.name}: {file.name}: {table.loc[unknown, join.column].iloc[0]} 에 대한 행이 없습니다"
            f" / has no row for {join.header} {table.loc[unknown, join.column].iloc[0]}."
        )
    for column in columns:
        table[column.name] = table[join.column].map(by_key[column.name])


def _mark_windows(table: pd.DataFrame, raw: Mapping[str, Path], card: Card) -> None:
    """Number the labelled windows that rows lie in. Changes `table`."""
    import pandas as pd

    join = card.windows
    assert join is not None  # noqa: S101 - the card's own check
    file = card.files_of("windows")[0]
    try:
        content: dict[str, Any] = json.loads(raw[file.name].read_text(encoding="utf-8"))
        windows = [(pd.Timestamp(start), pd.Timestamp(end)) for start, end in content[join.path]]
    except (ValueError, KeyError, TypeError) as error:
        raise DataCorrupt(
            f"{card.name}: {file.name}: {join.path} 구간을 읽을 수 없습니다 / windows can't be read: {error!r}"
        ) from error
    table[join.column] = 0
    for number, (start, end) in enumerate(windows, start=1):
        table.loc[table[join.time].between(start, end), join.column] = number
