"""The journal of a dataset's gate: who signed which report and who withdrew, when. Entries are added, never changed."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from sandbox_data.errors import DataCorrupt
from sandbox_data.folders import SIGNATURES
from sandbox_data.writing import write_aside

How = Literal["command", "dashboard", "shipped-setting"]


class Entry(BaseModel):
    """One act. A signature names the report (digest of its JSON), recipe, key and table that it opens; for a card that
    protects nothing these are empty, and signing undoes a withdrawal."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    dataset: str
    act: Literal["signed", "withdrawn"]
    by: str
    at: datetime
    how: How
    report_sha256: str = ""
    recipe_sha256: str = ""
    key_id: str = ""
    data_sha256: str = ""
    reason: str = ""


def journal(data_folder: Path, name: str) -> list[Entry]:
    """Every act on `name`, oldest first. Raises DataCorrupt for a journal that can't be read: then nothing is open."""
    path = data_folder / SIGNATURES / f"{name}.json"
    if not path.is_file():
        return []
    try:
        return [Entry.model_validate(entry) for entry in json.loads(path.read_text(encoding="utf-8"))]
    except (ValueError, TypeError, ValidationError) as error:
        raise DataCorrupt(
            f"{path}: 서명 기록을 읽을 수 없습니다 / the record of signatures can't be read.",
            "백업을 되돌리거나, 지우고 다시 서명하십시오 / Restore it from the backup, or remove it and sign again.",
        ) from error


def latest(data_folder: Path, name: str) -> Entry | None:
    """The act that holds now."""
    return next(reversed(journal(data_folder, name)), None)


def append(data_folder: Path, entry: Entry) -> Entry:
    """Add an act to the journal."""
    entries = [*journal(data_folder, entry.dataset), entry]
    content = json.dumps([one.model_dump(mode="json") for one in entries], ensure_ascii=False, indent=2)
    write_aside(data_folder / SIGNATURES / f"{entry.dataset}.json", content.encode())
    return entry
