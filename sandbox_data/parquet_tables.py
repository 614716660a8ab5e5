"""Parquet files as typed columns. What can't be of the card's type is named by its column, and the row where known."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sandbox_data.cards import Card
from sandbox_data.columns import Column
from sandbox_data.csv_tables import arrow_type
from sandbox_data.decoding import compare_headers
from sandbox_data.errors import DataCorrupt

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa


def read_parquet(path: Path, card: Card, columns: list[Column]) -> pd.DataFrame:
    """The card's `columns` of the file, and those of its groups. Raises DataCorrupt."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(path)
    except (pa.ArrowInvalid, OSError) as error:
        raise DataCorrupt(
            f"{card.name}: {path.name}: Parquet 파일로 읽을 수 없습니다 / can't be read as Parquet: {error}"
        ) from error
    compare_headers(card, path.name, tuple(table.column_names), [column.header for column in columns])
    called = {column.header: column for column in columns}
    wanted = [name for name in table.column_names if name not in card.reader.ignore]
    typed = {
        called[name].name if name in called else name: _typed(table[name], called.get(name), card, path, name)
        for name in wanted
    }
    frame: pd.DataFrame = pa.table(typed).to_pandas()
    return frame


def _typed(values: pa.ChunkedArray, column: Column | None, card: Card, path: Path, name: str) -> pa.ChunkedArray:
    import pyarrow as pa

    kind = pa.float64() if column is None else arrow_type(column)
    if pa.types.is_dictionary(values.type):
        values = values.cast(values.type.value_type)
    try:
        return values.cast(kind, safe=True)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        said = column.dtype if column is not None else "float"
        raise DataCorrupt(
            f"{card.name}: {path.name}: {name} 열({values.type})은 {said} 형이 아닙니다"
            f" / column {name} ({values.type}) is not of type {said}: {str(error).splitlines()[0]}"
        ) from error
