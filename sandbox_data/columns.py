"""What a card says about the columns of a table."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from sandbox_data.text import LocalizedText

Dtype = Literal["int", "float", "string", "boolean", "timestamp", "category"]
Origin = Literal["table", "file", "attributes", "windows"]
Bound = float | datetime
NOT_PUBLISHED = "?"


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Column(_Frozen):
    """One column of the tidy table.

    `minimum` and `maximum` are the smallest and the largest value in the published file: whatever lies outside is an
    error. `missing` is the exact number of empty cells. `unit` is "?" where the publisher states none, "" where there
    is none. `raw` is the header in the file where it differs; `origin` says where the values come from: the table
    itself, a constant of the file, the attributes file, or the labelled windows.
    """

    name: Annotated[str, Field(min_length=1)]
    dtype: Dtype
    unit: str = ""
    meaning: LocalizedText
    minimum: Bound | None = None
    maximum: Bound | None = None
    missing: Annotated[int, Field(ge=0)] = 0
    values: tuple[str | int, ...] = ()
    raw: str | None = None
    origin: Origin = "table"
    written_as: Literal["", "float"] = ""
    format: str = ""
    timezone: str = ""

    @property
    def header(self) -> str:
        """The column's name in the raw file."""
        return self.name if self.raw is None else self.raw

    @model_validator(mode="after")
    def _facts_fit_the_type(self) -> Self:
        if self.dtype in ("int", "float", "timestamp") and (self.minimum is None or self.maximum is None):
            raise ValueError(f"{self.name}: a {self.dtype} column needs minimum and maximum")
        if self.dtype == "category" and not self.values:
            raise ValueError(f"{self.name}: a category column needs values")
        if self.dtype in ("int", "boolean") and self.missing:
            raise ValueError(f"{self.name}: a column with missing values can't be {self.dtype}")
        if self.written_as and self.dtype != "int":
            raise ValueError(f"{self.name}: written_as is for int columns")
        return self


class ColumnGroup(_Frozen):
    """Columns that differ only by their header, such as the wavenumbers of a spectrum; they keep the file's order.

    `pattern` is a regular expression that matches the whole header, `count` the exact number of columns.
    """

    title: LocalizedText
    pattern: str
    count: Annotated[int, Field(gt=0)]
    dtype: Literal["float"] = "float"
    unit: str = ""
    meaning: LocalizedText
    minimum: float
    maximum: float
    missing: Annotated[int, Field(ge=0)] = 0
