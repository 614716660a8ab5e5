"""What a dataset must protect, from whom, and what it must stay good for. Which limits hold follows from that."""

from __future__ import annotations

import hashlib
import tomllib
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from sandbox_data.errors import ShopfloorError
from sandbox_data.text import LocalizedText

Share = Annotated[float, Field(gt=0, lt=1)]


class ProtectionError(ShopfloorError):
    """A declaration can't be read, or doesn't fit the tables; the message names the field."""


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Attacker(_Frozen):
    """Holds `shares` of each entity's original rows, or `rows` of them; each is tried with `seeds` random draws.

    `weeks` bounds the shifts that are searched when times are aligned.
    """

    shares: tuple[Share, ...] = (0.01,)
    rows: tuple[Annotated[int, Field(ge=1)], ...] = (10,)
    seeds: int = Field(5, ge=1)
    weeks: int = Field(520, ge=1)


class Persons(_Frozen):
    """Persons are hidden among k others who look alike in the `quasi_identifiers`, which an outsider may know.

    `sensitive` columns must differ within each such group; `texts` must hold no name.
    """

    kind: Literal["persons"]
    reason: LocalizedText
    quasi_identifiers: Annotated[tuple[str, ...], Field(min_length=1)]
    sensitive: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()


class Entities(_Frozen):
    """Sites or machines, one in each value of `entity` (a column of the original), must not be told apart.

    `released_as` is the column of the release that holds their pseudonyms; without it the attacker guesses the entity
    of single rows. `values`, `time` and `texts` are what rows are compared by.
    """

    kind: Literal["sites", "machines"]
    reason: LocalizedText
    entity: str
    released_as: str = ""
    time: str = ""
    values: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    attacker: Attacker = Attacker()


class Secrets(_Frozen):
    """Values that name the plant, its recipe or its orders. `columns` (names of the original) must be sealed.

    From a `reader`, who holds the release and knows the plant by hearsay, they are safe when no original value
    survives. A `holder` has original rows as well; who declares that only readers are kept out says why.
    """

    kind: Literal["plant", "recipe", "order"]
    reason: LocalizedText
    columns: Annotated[tuple[str, ...], Field(min_length=1)]
    keeps_out: Literal["reader", "holder"] = "holder"
    holder_reason: LocalizedText | None = None
    attacker: Attacker = Attacker()

    @model_validator(mode="after")
    def _says_why(self) -> Self:
        if self.keeps_out == "reader" and self.holder_reason is None:
            raise ValueError("holder_reason must say why holders of original rows are not kept out")
        return self


class Nothing(_Frozen):
    """Nothing is protected, and why: usually the publisher has made everything public."""

    kind: Literal["nothing"]
    reason: LocalizedText


Item = Annotated[Persons | Entities | Secrets | Nothing, Field(discriminator="kind")]


class Split(_Frozen):
    """Which original rows train: the first `share` of all, of each class of the target, or 4 of 5 folds in turn."""

    by: Literal["first rows", "first rows of each class", "folds", "period"]
    share: float = Field(0.7, gt=0, lt=1)
    time: str = ""
    train_before: str = ""


class Utility(_Frozen):
    """A reference task: what the data is for. Names are those of the original.

    `positive` turns the target into yes and no; instead of a target, `any_of` asks whether any of these counts is above
    zero. `distinct_but` leaves out rows that repeat the row before in all columns but these.
    """

    name: LocalizedText
    model: Literal["random forest", "gradient boosting", "text", "binned curve", "share of time"]
    target: str = ""
    any_of: tuple[str, ...] = ()
    inputs: Annotated[tuple[str, ...], Field(min_length=1)]
    positive: tuple[str, ...] = ()
    score: Literal["balanced accuracy", "average precision", "macro F1", "mean absolute error", "share"]
    split: Split
    distinct_but: tuple[str, ...] | None = None
    width: float = Field(0.5, gt=0)

    @model_validator(mode="after")
    def _one_target(self) -> Self:
        if bool(self.target) == bool(self.any_of):
            raise ValueError("give either target or any_of")
        return self

    @property
    def higher_is_better(self) -> bool:
        return self.score in {"balanced accuracy", "average precision", "macro F1"}


class Thresholds(_Frozen):
    """Limits of the release gate. `l` and `k` hold for persons, `linkage` for whatever else is protected."""

    k: int = Field(5, ge=2)
    l: int = Field(2, ge=1)  # noqa: E741 - the name of the measure
    linkage_times_guess: float = Field(2.0, ge=1)
    utility_loss: float = Field(0.05, gt=0, lt=1)
    names_found: float = Field(0.95, gt=0, le=1)
    fewest_entities: int = Field(5, ge=2)
    fewest_trials: int = Field(20, ge=1)


class Protection(_Frozen):
    """The whole declaration of a dataset."""

    dataset: str
    protects: Annotated[tuple[Item, ...], Field(min_length=1)]
    utility: tuple[Utility, ...] = ()
    thresholds: Thresholds = Thresholds()

    @property
    def digest(self) -> str:
        """SHA-256 over the whole declaration."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()

    @model_validator(mode="after")
    def _nothing_stands_alone(self) -> Self:
        if len(self.protects) > 1 and any(isinstance(item, Nothing) for item in self.protects):
            raise ValueError("'nothing' can't stand beside something that is protected")
        return self


def read_protection(path: Path) -> Protection:
    """The declaration at `path`. Raises ProtectionError: one line with the field."""
    try:
        return Protection.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError as error:
        raise ProtectionError(f"{path}: 보호 선언이 없습니다 / There is no such declaration.") from error
    except tomllib.TOMLDecodeError as error:
        raise ProtectionError(f"{path.name}: TOML 형식 오류 / not valid TOML: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part + 1) if isinstance(part, int) else str(part) for part in first["loc"])
        raise ProtectionError(f"{path.name}: {where}: {first['msg'].removeprefix('Value error, ')}") from error
