"""Terms of use: what a card states, and the operator's recorded acceptance of terms that aren't permissive."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from sandbox_data.errors import DataCorrupt, TermsNotAccepted
from sandbox_data.text import LocalizedText
from sandbox_data.writing import write_aside

PERMISSIVE = frozenset({"Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC-BY-4.0", "CC0-1.0", "MIT", "etalab-2.0"})
"""SPDX identifiers under which data may be used for training with attribution. Add one only after reading it."""

How = Literal["command", "build-option", "mirror-setting"]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Terms(_Frozen):
    """Terms of use: an SPDX identifier, "unknown" or "non-commercial". What isn't permissive must be accepted first."""

    spdx: str
    permissive: bool
    note: LocalizedText

    @model_validator(mode="after")
    def _permissive_is_known(self) -> Self:
        if self.permissive != (self.spdx in PERMISSIVE):
            raise ValueError(f"permissive is {self.permissive}, but {self.spdx} says otherwise")
        return self

    @property
    def digest(self) -> str:
        """SHA-256 over the terms: an acceptance holds for the words that were accepted, not for later ones."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()


class Acceptance(_Frozen):
    """One recorded acceptance: whose, when (UTC), of which words, and by which way."""

    dataset: str
    terms: str
    terms_sha256: str
    accepted_by: str
    accepted_at: datetime
    how: How


def acceptances(dataset: str, folder: Path) -> list[Acceptance]:
    """Every acceptance recorded for `dataset` below `folder`, oldest first. Raises DataCorrupt for a damaged record."""
    path = folder / f"{dataset}.json"
    if not path.is_file():
        return []
    try:
        return [Acceptance.model_validate(entry) for entry in json.loads(path.read_text(encoding="utf-8"))]
    except (ValueError, TypeError, ValidationError) as error:
        raise DataCorrupt(
            f"{path}: 동의 기록을 읽을 수 없습니다 / the record of acceptances can't be read.",
            f"파일을 지우고 다시 동의하십시오 / Remove the file and accept again: ./shopfloor data accept {dataset}",
        ) from error


def accepted(dataset: str, terms: Terms, folder: Path) -> Acceptance | None:
    """The latest acceptance of exactly these terms, or None."""
    fitting = [entry for entry in acceptances(dataset, folder) if entry.terms_sha256 == terms.digest]
    return fitting[-1] if fitting else None


def accept(dataset: str, terms: Terms, folder: Path, *, by: str, how: How, now: datetime) -> Acceptance:
    """Record that `by` accepts these terms. An acceptance that stands already is returned instead of a second one."""
    standing = accepted(dataset, terms, folder)
    if standing is not None:
        return standing
    new = Acceptance(
        dataset=dataset, terms=terms.spdx, terms_sha256=terms.digest, accepted_by=by, accepted_at=now, how=how
    )
    entries = [entry.model_dump(mode="json") for entry in [*acceptances(dataset, folder), new]]
    write_aside(folder / f"{dataset}.json", json.dumps(entries, ensure_ascii=False, indent=2).encode())
    return new


def require(dataset: str, terms: Terms, folder: Path) -> None:
    """Raise TermsNotAccepted unless the terms are permissive or accepted."""
    if terms.permissive or accepted(dataset, terms, folder):
        return
    raise TermsNotAccepted(
        f"{dataset}: 이용 조건({terms.spdx})에 동의해야 합니다 / its terms ({terms.spdx}) are not accepted.",
        f"./shopfloor data accept {dataset}",
    )
