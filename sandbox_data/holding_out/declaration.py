"""Which rows of a release are held out, and how they are kept from being looked up in the published file."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from sandbox_data.errors import ShopfloorError
from sandbox_data.text import LocalizedText


class HoldOutError(ShopfloorError):
    """A declaration can't be read, or doesn't fit the table; the message names the field."""


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class HeldOut(_Frozen):
    """`share` of the rows, chosen `by`: the last ones, the last ones of each value of `column`, or single rows that the
    dataset's key chooses. Names are those of the release.

    `resolution` gives the step of columns that are moved by up to one step either way, so that rounding does not bring
    the published value back. What the recipe has scaled needs none. `lookup_by` are the columns by which somebody would
    look a row up; they are also what the lookups are run on.
    """

    by: Literal["last rows", "last rows of each", "rows"]
    share: float = Field(gt=0, le=0.5)
    column: str = ""
    lookup_by: Annotated[tuple[str, ...], Field(min_length=1)]
    resolution: dict[str, Annotated[float, Field(gt=0)]] = {}

    @model_validator(mode="after")
    def _column_where_needed(self) -> Self:
        if (self.by == "last rows of each") != bool(self.column):
            raise ValueError("column: goes with 'last rows of each', and only with it")
        return self


class HoldOut(_Frozen):
    """The declaration of a dataset; without `held_out` nothing is, and `reason` says why."""

    dataset: str
    reason: LocalizedText
    held_out: HeldOut | None = None


def read_holdout(path: Path) -> HoldOut:
    """The declaration at `path`. Raises HoldOutError: one line with the field."""
    try:
        found = HoldOut.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError as error:
        raise HoldOutError(f"{path}: 보류 선언이 없습니다 / there is no such declaration.") from error
    except tomllib.TOMLDecodeError as error:
        raise HoldOutError(f"{path.name}: TOML 형식 오류 / not valid TOML: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise HoldOutError(f"{path.name}: {where}: {first['msg'].removeprefix('Value error, ')}") from error
    if found.dataset != path.stem:
        raise HoldOutError(f"{path.name}: dataset: '{found.dataset}' is not the file's name")
    return found
