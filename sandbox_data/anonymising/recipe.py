"""Recipes: a short TOML list of steps that turn a plant's table into one that may leave the plant.

    [[steps]]
    do = "pseudonym"
    columns = ["operator"]

A recipe is public. Whatever it draws (pseudonyms, weeks, scales) comes from the key, which is not.
"""

from __future__ import annotations

import hashlib
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from sandbox_data.errors import ShopfloorError
from sandbox_data.text import LocalizedText

Columns = Annotated[tuple[str, ...], Field(min_length=1)]
Positive = Annotated[float, Field(gt=0)]
Period = Literal["minute", "10 minutes", "30 minutes", "hour", "day", "week", "month", "quarter", "half-year", "year"]
Statistic = Literal["mean", "median", "sd", "sum"]
"""No minimum and no maximum: they are some row's very value. The median is the mean of the middle values."""


class RecipeError(ShopfloorError):
    """A recipe can't be read or doesn't fit the table; the message names the step's number and the field."""


class _Step(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Pseudonym(_Step):
    """Replace each value by `prefix` and `length` hex digits of its HMAC. Columns of one `context` share pseudonyms."""

    do: Literal["pseudonym"]
    columns: Columns
    prefix: str = ""
    length: int = Field(12, ge=8, le=64)
    context: str = ""


class Rename(_Step):
    """Give columns other names: a tag such as `TI-4711.PV` names a plant."""

    do: Literal["rename"]
    names: Annotated[dict[str, str], Field(min_length=1)]


class ShiftTime(_Step):
    """Move times by a sealed number of whole weeks, so that hour and weekday stay; `per` draws one for each entity."""

    do: Literal["shift_time"]
    columns: Columns
    per: str = ""
    weeks: tuple[int, int] = (26, 520)

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if not 0 < self.weeks[0] < self.weeks[1]:
            raise ValueError("weeks must be two whole numbers, the first above 0 and below the second")
        return self


class CoarsenTime(_Step):
    """Cut times to the start of their period."""

    do: Literal["coarsen_time"]
    columns: Columns
    to: Period


class CoarsenPlace(_Step):
    """Round coordinates to a grid of `degrees` (0.1 degrees of latitude are 11 km)."""

    do: Literal["coarsen_place"]
    columns: Columns
    degrees: Positive


class Scale(_Step):
    """Affine scaling with sealed parameters, one pair a column: the order of values stays, unit and level go.

    The factor is drawn from `factor` or its inverse. Jitter first: equal steps between values tell the factor.
    Columns that are measured against each other (a pressure and its limits) are scaled `together`, with one pair.
    """

    do: Literal["scale"]
    columns: Columns
    together: bool = False
    factor: tuple[Positive, Positive] = (1.2, 3.0)

    @model_validator(mode="after")
    def _away_from_one(self) -> Self:
        if not 1.05 <= self.factor[0] < self.factor[1]:
            raise ValueError("factor must be two numbers, the first at least 1.05 and below the second")
        return self


class Jitter(_Step):
    """Move each value by less than half of the sensor's `resolution` (one for each column), up or down by the key.

    `per` row: each reading by its own amount. `per` value: equal readings by the same amount, so repeated rows stay
    repeated and the order of values stays; equal steps between values go all the same.
    """

    do: Literal["jitter"]
    per: Literal["row", "value"] = "row"
    resolution: Annotated[dict[str, Positive], Field(min_length=1)]


class Generalise(_Step):
    """Replace values by wider ones: numbers by bins of `width` or at `edges`; words by `mapping`, else `otherwise`.

    A `hierarchy` lists for each word its ancestors, nearest first; `level` 1 is the nearest.
    """

    do: Literal["generalise"]
    column: str
    width: Positive | None = None
    edges: tuple[float, ...] = ()
    mapping: dict[str, str] = {}
    hierarchy: dict[str, tuple[str, ...]] = {}
    level: int = Field(1, ge=1)
    otherwise: str | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        ways = [self.width is not None, bool(self.edges), bool(self.mapping), bool(self.hierarchy)]
        if sum(ways) != 1:
            raise ValueError("give exactly one of width, edges, mapping and hierarchy")
        if list(self.edges) != sorted(set(self.edges)):
            raise ValueError("edges must rise")
        return self


class Clip(_Step):
    """Top and bottom code: values beyond `bottom` and `top` become `bottom` and `top`."""

    do: Literal["clip"]
    column: str
    bottom: float | None = None
    top: float | None = None

    @model_validator(mode="after")
    def _some_limit(self) -> Self:
        if self.bottom is None and self.top is None:
            raise ValueError("give bottom, top or both")
        if self.bottom is not None and self.top is not None and self.bottom >= self.top:
            raise ValueError("bottom must be below top")
        return self


class SuppressRare(_Step):
    """Drop rows whose combination of `columns` stands in fewer than `k` rows, or in rows of fewer `entities`."""

    do: Literal["suppress_rare"]
    columns: Columns
    k: int = Field(5, ge=2)
    entity: str = ""
    entities: int = Field(1, ge=1)


class Shuffle(_Step):
    """Put the rows into an order drawn from the key: the original order tells the order of production."""

    do: Literal["shuffle"]


class Redact(_Step):
    """Replace names and identifiers in free text by what they were, such as [NAME].

    `unknown_capitals`: in English, any capitalised word that stands nowhere in the column in lower case is taken for a
    name unless `keep` lists it. `terms_from`: whatever these columns hold is removed from the texts too.
    """

    do: Literal["redact"]
    columns: Columns
    languages: tuple[Literal["ko", "en"], ...] = ("ko", "en")
    unknown_capitals: bool = False
    keep: tuple[str, ...] = ()
    terms_from: tuple[str, ...] = ()


class By(_Step):
    """One way to group: by value, by bins of `width` centred on its multiples, or by `period` of a time."""

    column: str
    width: Positive | None = None
    period: Period | None = None
    name: str = ""


class Measure(_Step):
    """One figure of a group: `statistic` of `column`, called `name`."""

    column: str
    statistic: Statistic
    name: str = ""


class Aggregate(_Step):
    """The release changes shape: one row for each group, none of fewer than `minimum_rows` rows or than
    `minimum_entities` different values of `entity` ("all": every one that the table has). Rows that lack any of the
    columns used are left out first. Adds `rows` and, with an entity, `entities`."""

    do: Literal["aggregate"]
    by: Annotated[tuple[By, ...], Field(min_length=1)]
    measures: Annotated[tuple[Measure, ...], Field(min_length=1)]
    minimum_rows: int = Field(5, ge=5)
    entity: str = ""
    minimum_entities: int | Literal["all"] = 1


class Drop(_Step):
    """Leave columns out."""

    do: Literal["drop"]
    columns: Columns


Step = Annotated[
    Pseudonym
    | Rename
    | ShiftTime
    | CoarsenTime
    | CoarsenPlace
    | Scale
    | Jitter
    | Generalise
    | Clip
    | SuppressRare
    | Shuffle
    | Redact
    | Aggregate
    | Drop,
    Field(discriminator="do"),
]


class Recipe(BaseModel):
    """The steps in their order, and why they are these."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    dataset: str
    reason: LocalizedText
    steps: Annotated[tuple[Step, ...], Field(min_length=1)]

    @property
    def digest(self) -> str:
        """SHA-256 over the whole recipe."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()


def read_recipe(path: Path) -> Recipe:
    """The recipe at `path`. Raises RecipeError: one line with the step's number and the field."""
    try:
        return parse_recipe(tomllib.loads(path.read_text(encoding="utf-8")), path.name)
    except FileNotFoundError as error:
        raise RecipeError(f"{path}: 레시피가 없습니다 / There is no such recipe.") from error
    except tomllib.TOMLDecodeError as error:
        raise RecipeError(f"{path.name}: TOML 형식 오류 / not valid TOML: {error}") from error


def parse_recipe(content: dict[str, Any], source: str = "recipe") -> Recipe:
    """A recipe from what TOML holds. Raises RecipeError."""
    try:
        return Recipe.model_validate(content)
    except ValidationError as error:
        raise RecipeError(f"{source}: {_first_line(error)}") from error


def _first_line(error: ValidationError) -> str:
    """'3단계 scale: factor: …' for what went wrong first."""
    first = error.errors()[0]
    where = [str(part + 1) if isinstance(part, int) else str(part) for part in first["loc"]]
    message = first["msg"].removeprefix("Value error, ")
    if first["type"] == "union_tag_invalid":
        message = f"{first['ctx']['tag']!r} is not a step; known: {first['ctx']['expected_tags']}"
    if len(where) > 1 and where[0] == "steps":
        return f"{where[1]}단계 / step {where[1]}: {'.'.join(where[2:]) or 'do'}: {message}"
    return f"{'.'.join(where)}: {message}"
