"""What a step draws from the key, and what it must remember about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NoReturn

import pyarrow as pa

from sandbox_data.anonymising import tables
from sandbox_data.anonymising.keys import Key
from sandbox_data.anonymising.recipe import RecipeError


@dataclass(frozen=True)
class Draw:
    """The key of a dataset and the number of the step that draws from it."""

    key: Key
    number: int
    verb: str

    def refuse(self, field_name: str, korean: str, english: str) -> NoReturn:
        """Raise RecipeError with the step's number and the field."""
        raise RecipeError(f"{self.number}단계 / step {self.number}: {self.verb}.{field_name}: {korean} / {english}.")

    def column(self, table: pa.Table, name: str, field_name: str = "columns") -> pa.Array:
        """The column, or RecipeError with the step's number, the field and the columns that there are."""
        if name not in table.column_names or name == tables.ROW:
            known = ", ".join(other for other in table.column_names if other != tables.ROW)
            self.refuse(field_name, f"'{name}' 열이 없습니다", f"there is no column '{name}'; there are: {known}")
        return tables.column(table, name)

    def numbers(self, table: pa.Table, name: str, field_name: str = "columns") -> pa.Array:
        return self._of(tables.is_number, "숫자", "numbers", table, name, field_name)

    def times(self, table: pa.Table, name: str, field_name: str = "columns") -> pa.Array:
        return self._of(tables.is_time, "시각", "times", table, name, field_name)

    def strings(self, table: pa.Table, name: str, field_name: str = "columns") -> pa.Array:
        return self._of(_is_text, "문자", "texts", table, name, field_name)

    def _of(
        self, fits: Callable[[pa.Array], bool], korean: str, english: str, table: pa.Table, name: str, field_name: str
    ) -> pa.Array:
        values = self.column(table, name, field_name)
        if not fits(values):
            self.refuse(
                field_name, f"'{name}' 열은 {korean}가 아닙니다", f"column '{name}' holds {values.type}, not {english}"
            )
        return values


@dataclass(frozen=True)
class Outcome:
    """A step's table, what it drew (sealed), which columns no original value may survive in, and what they became."""

    table: pa.Table
    sealed: dict[str, Any] = field(default_factory=dict)
    columns: tuple[str, ...] = ()
    renamed: dict[str, str] = field(default_factory=dict)
    note: str = ""


def _is_text(values: pa.Array) -> bool:
    return bool(pa.types.is_string(values.type) or pa.types.is_large_string(values.type))
