"""Dataset cards: who published a dataset, on which terms, what its columns mean, and how its files are recognised."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from sandbox_data.columns import Column, ColumnGroup
from sandbox_data.errors import DataUnavailable, ShopfloorError
from sandbox_data.sources import AttributesJoin, RawFile, Reader, WindowsJoin
from sandbox_data.taxonomy import industries, priority_areas
from sandbox_data.terms import Terms
from sandbox_data.text import LocalizedText

CATALOGUE = Path(__file__).parent / "catalogue"

Protected = Literal["persons", "sites", "machines", "plant", "recipe", "order"]
"""What a declaration in `protections` must protect, kind by kind."""


class CardError(ShopfloorError):
    """A card in the catalogue can't be read; the message names file and field."""


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Reality(_Frozen):
    """Whether the numbers were measured in a plant, and how we know.

    `said_by` names who says so where nothing but that word supports it; it is empty where the plant, a paper or a
    dataset's own documentation does.
    """

    value: bool
    said_by: str = ""
    reason: LocalizedText


class Protection(_Frozen):
    """What a release must protect. Nothing, with the reason, or a list; the release gate's thresholds follow from it.

    `entity` is the column whose values are the protected entities in a series, such as a turbine's name.
    """

    protects: tuple[Protected, ...]
    reason: LocalizedText
    quasi_identifiers: tuple[str, ...] = ()
    sensitive: tuple[str, ...] = ()
    free_text: tuple[str, ...] = ()
    entity: str = ""


class Card(_Frozen):
    """Everything that is stated about a dataset. `rows` is exact: another number means a truncated file.

    `key` names the columns that identify a row; `duplicate_keys` is how many rows repeat an earlier row's key in
    reality. `order` says whether the tidy table is sorted by the key or keeps the publisher's order, because that
    order is itself a fact (or a defect) that labs work on.
    """

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    version: str
    title: LocalizedText
    plant: LocalizedText
    publisher: str
    citation: str
    steward: str
    industry: str
    priority_areas: Annotated[tuple[str, ...], Field(min_length=1)]
    sampling: LocalizedText
    rows: Annotated[int, Field(gt=0)]
    key: tuple[str, ...] = ()
    duplicate_keys: Annotated[int, Field(ge=0)] = 0
    order: Literal["key", "file"]
    order_note: LocalizedText | None = None
    mirror_folder: str = ""
    real: Reality
    terms: Terms
    protection: Protection
    reader: Reader = Reader()
    attributes: AttributesJoin | None = None
    windows: WindowsJoin | None = None
    files: Annotated[tuple[RawFile, ...], Field(min_length=1)]
    defects: tuple[LocalizedText, ...]
    columns: tuple[Column, ...] = ()
    groups: tuple[ColumnGroup, ...] = ()
    release: tuple[dict[str, Any], ...] = ()

    @property
    def digest(self) -> str:
        """SHA-256 over the whole card: a table built from another card is stale."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the only raw file, or over the checksums of all raw files in the card's order."""
        if len(self.files) == 1:
            return self.files[0].sha256
        return hashlib.sha256("\n".join(file.sha256 for file in self.files).encode()).hexdigest()

    @property
    def origin(self) -> str:
        """Publisher and place of the first raw file, in one line."""
        return f"{self.publisher} ({self.files[0].place.text})"

    @property
    def width(self) -> int:
        """Number of columns of the tidy table."""
        return len(self.columns) + sum(group.count for group in self.groups)

    @property
    def permits_release_as_it_is(self) -> bool:
        """Whether the checked table may be released unchanged, because the card protects nothing."""
        return not self.protection.protects

    def files_of(self, role: str) -> list[RawFile]:
        return [file for file in self.files if file.role == role]

    @model_validator(mode="after")
    def _statements_agree(self) -> Self:
        for complaint in _complaints(self):
            raise ValueError(complaint)
        return self


def _complaints(card: Card) -> Iterator[str]:
    """What contradicts itself on a card."""
    names = [column.name for column in card.columns]
    if not names and not card.groups:
        yield "a card needs columns"
    if len(set(names)) != len(names):
        yield f"columns: {next(name for name in names if names.count(name) > 1)} appears twice"
    protection = card.protection
    named = {*card.key, *protection.quasi_identifiers, *protection.sensitive, *protection.free_text}
    named |= {name for name in (protection.entity, card.windows and card.windows.column) if name}
    for name in sorted(named - set(names)):
        yield f"there is no column {name}"
    if card.order == "key" and not card.key:
        yield "order: sorted by the key, but there is no key"
    if card.order == "file" and card.order_note is None:
        yield "order_note: the publisher's order is kept, so say why"
    if card.industry not in industries():
        yield f"industry: {card.industry} is not in taxonomy.toml"
    for area in card.priority_areas:
        if area not in priority_areas():
            yield f"priority_areas: {area} is not in taxonomy.toml"
    if len({file.name for file in card.files}) != len(card.files):
        yield "files: two files have the same name"
    for column in card.columns:
        if column.missing > card.rows:
            yield f"{column.name}: more missing values than rows"
    for role, join in (("attributes", card.attributes), ("windows", card.windows)):
        if bool(card.files_of(role)) != (join is not None):
            yield f"{role}: a file with that role and the section go together"
    for group in card.groups:
        try:
            re.compile(group.pattern)
        except re.error as error:
            yield f"groups: {group.pattern}: {error}"


def read_card(name: str, catalogue: Path = CATALOGUE) -> Card:
    """The card of dataset `name`. Raises DataUnavailable for an unknown name, CardError for a card that is wrong."""
    path = catalogue / f"{name}.toml"
    if not path.is_file():
        known = ", ".join(sorted(file.stem for file in catalogue.glob("*.toml")))
        raise DataUnavailable(
            f"'{name}' 데이터셋은 목록에 없습니다. / No dataset is called '{name}'.", f"목록 / Known: {known}"
        )
    try:
        card = Card.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except tomllib.TOMLDecodeError as error:
        raise CardError(f"{path.name}: TOML 형식 오류 / not valid TOML: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"]) or "card"
        raise CardError(f"{path.name}: {field}: {first['msg']}") from error
    if card.name != path.stem:
        raise CardError(f"{path.name}: name: '{card.name}' is not the file's name")
    return card


def all_cards(catalogue: Path = CATALOGUE) -> list[Card]:
    """Every card of the catalogue, sorted by name."""
    return [read_card(path.stem, catalogue) for path in sorted(catalogue.glob("*.toml"))]
