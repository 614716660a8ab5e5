"""A parsed table against its card: types, ranges, allowed values, missing cells, keys and the number of rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox_data.cards import Card
from sandbox_data.columns import Column, ColumnGroup
from sandbox_data.errors import DataCorrupt
from sandbox_data.parsing import Parsed

if TYPE_CHECKING:
    import pandas as pd


def check(parsed: Parsed, card: Card) -> None:
    """Raise DataCorrupt, naming file, row and column, unless every statement of the card holds."""
    import pandera.pandas as pandera  # half a second of import, only paid by a real build

    try:
        schema(card).validate(parsed.table, lazy=True)
    except pandera.errors.SchemaErrors as error:
        raise DataCorrupt(_first_failure(error.failure_cases, parsed, card)) from error
    _check_rows(parsed, card)
    _check_missing(parsed.table, card)
    _check_keys(parsed, card)


def schema(card: Card) -> Any:
    """The pandera schema of the parsed table: a column each, groups by their pattern."""
    import pandera.pandas as pandera

    columns = {column.name: _schema_of(column) for column in card.columns}
    for group in card.groups:
        columns[group.pattern] = _schema_of_group(group)
    return pandera.DataFrameSchema(columns, strict=True)


_DTYPES = {"int": "int64", "float": "float64", "string": "str", "category": "str", "boolean": "bool"}


def _schema_of(column: Column) -> Any:
    import pandera.pandas as pandera

    checks = []
    if column.minimum is not None or column.maximum is not None:
        checks.append(pandera.Check.in_range(_bound(column.minimum, column), _bound(column.maximum, column)))
    if column.values:
        checks.append(pandera.Check.isin(list(column.values)))
    dtype = _DTYPES.get(column.dtype) or (f"datetime64[us, {column.timezone}]" if column.timezone else "datetime64[us]")
    return pandera.Column(dtype, checks, nullable=column.missing > 0)


def _schema_of_group(group: ColumnGroup) -> Any:
    import pandera.pandas as pandera

    in_range = pandera.Check.in_range(group.minimum, group.maximum)
    return pandera.Column("float64", in_range, nullable=group.missing > 0, regex=True)


def _bound(bound: Any, column: Column) -> Any:
    import pandas as pd

    if column.dtype != "timestamp":
        return bound
    stamp = pd.Timestamp(bound)
    return stamp.tz_convert(column.timezone) if column.timezone else stamp


def _first_failure(cases: pd.DataFrame, parsed: Parsed, card: Card) -> str:
    """One sentence about the first failure in the files' order, and how many there are."""
    import pandas as pd

    located = cases[cases["index"].notna()]
    if located.empty:
        first = cases.iloc[0]
        return (
            f"{card.name}: {first['column']} 열이 {first['check']} 조건에 맞지 않습니다"
            f" / column {first['column']}: {first['failure_case']} fails {first['check']}."
        )
    first = located.iloc[int(pd.to_numeric(located["index"]).to_numpy().argmin())]
    file, row = parsed.where(int(first["index"]))
    return (
        f"{card.name}: {file} {row}행 {first['column']} 열의 값 {first['failure_case']}이(가) {first['check']} 조건에"
        f" 맞지 않습니다 / row {row}, column {first['column']}: {first['failure_case']} fails {first['check']}"
        f" ({len(cases)} in all)."
    )


def _check_rows(parsed: Parsed, card: Card) -> None:
    rows = len(parsed.table)
    if rows == card.rows:
        return
    each = "" if len(parsed.files) == 1 else f" ({', '.join(f'{name} {count}' for name, count in parsed.files)})"
    raise DataCorrupt(
        f"{card.name}: {parsed.files[0][0]}: 행이 {rows}개입니다. 카드에는 {card.rows}개입니다"
        f" / has {rows} rows, the card says {card.rows}{each}."
    )


def _check_missing(table: pd.DataFrame, card: Card) -> None:
    for column in card.columns:
        missing = int(table[column.name].isna().sum())
        if missing != column.missing:
            raise DataCorrupt(
                f"{card.name}: {column.name} 열의 빈 칸이 {missing}개입니다. 카드에는 {column.missing}개입니다"
                f" / column {column.name} has {missing} missing values, the card says {column.missing}."
            )


def _check_keys(parsed: Parsed, card: Card) -> None:
    """Rows that repeat an earlier row's key: as many as the card says, because some publishers' files have them."""
    if not card.key:
        return
    twice = parsed.table.duplicated(list(card.key)).to_numpy()
    if int(twice.sum()) == card.duplicate_keys:
        return
    count, key = int(twice.sum()), ", ".join(card.key)
    seen = ""
    if count:
        file, row = parsed.where(int(twice.argmax()))
        seen = f" ({file} {row}행부터 / from {file}, row {row})"
    raise DataCorrupt(
        f"{card.name}: 키({key})가 앞 행과 겹치는 행이 {count}개입니다. 카드에는 {card.duplicate_keys}개입니다"
        f" / {count} rows repeat the key ({key}) of an earlier row, the card says {card.duplicate_keys}{seen}."
    )
