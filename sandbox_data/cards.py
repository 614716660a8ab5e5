"""Dataset cards: who published a dataset, on which terms, what its columns mean, and how its file is recognised."""

from __future__ import annotations

import hashlib
import tomllib
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from sandbox_data.errors import DataUnavailable, ShopfloorError
from sandbox_data.text import LocalizedText

CATALOGUE = Path(__file__).parent / "catalogue"


class CardError(ShopfloorError):
    """A card in the catalogue can't be read; the message names file and field."""


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Reality(_Frozen):
    """Whether the numbers were measured in a plant, and how we know."""

    value: bool
    reason: LocalizedText


class Terms(_Frozen):
    """Terms of use. Terms that aren't permissive must be accepted by the operator before the data is built."""

    spdx: str
    permissive: bool
    note: LocalizedText


class Source(_Frozen):
    """One member of one wheel on the Python registry. `max_bytes` bounds what is unpacked."""

    package: str
    version: str
    member: str
    sha256: str
    max_bytes: int

    @property
    def filename(self) -> str:
        return self.member.rsplit("/", 1)[-1]


class Column(_Frozen):
    """One column: unit ("?" when not published), meaning, and the range outside which a value is an error."""

    name: str
    dtype: Literal["int64", "float64"]
    unit: str
    minimum: float
    maximum: float
    meaning: LocalizedText


class Card(_Frozen):
    """Everything that is stated about a dataset. `rows` is exact: another number means a truncated file."""

    name: str
    version: str
    title: LocalizedText
    plant: LocalizedText
    publisher: str
    citation: str
    sampling: LocalizedText
    rows: int
    key: tuple[str, ...]
    real: Reality
    terms: Terms
    source: Source
    defects: tuple[LocalizedText, ...]
    columns: tuple[Column, ...]

    @property
    def digest(self) -> str:
        """SHA-256 over the whole card: a released table built from another card is stale."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()


def read_card(name: str, catalogue: Path = CATALOGUE) -> Card:
    """The card of dataset `name`. Raises DataUnavailable for an unknown name, CardError for a card that is wrong."""
    path = catalogue / f"{name}.toml"
    if not path.is_file():
        known = ", ".join(sorted(file.stem for file in catalogue.glob("*.toml")))
        raise DataUnavailable(
            f"'{name}' 데이터셋은 목록에 없습니다. / No dataset is called '{name}'.", f"목록 / Known: {known}"
        )
    try:
        return Card.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except tomllib.TOMLDecodeError as error:
        raise CardError(f"{path.name}: TOML 형식 오류 / not valid TOML: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise CardError(f"{path.name}: {field}: {first['msg']}") from error


def all_cards(catalogue: Path = CATALOGUE) -> list[Card]:
    """Every card of the catalogue, sorted by name."""
    return [read_card(path.stem, catalogue) for path in sorted(catalogue.glob("*.toml"))]
