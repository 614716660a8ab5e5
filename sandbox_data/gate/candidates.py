"""A candidate for release: the anonymised table, its report, and the few figures that lists show."""

from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from sandbox_data import versions
from sandbox_data.errors import DataCorrupt
from sandbox_data.folders import REPORTS
from sandbox_data.gate.shelf import Basis
from sandbox_data.holding_out.keeping import PartsRecord

CANDIDATE = "candidate.json"
REPORT = "report.json"
PAGES = {"ko": "report.ko.html", "en": "report.en.html"}


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


class Summary(_Frozen):
    """The report in a line. `k`, `linkage_vs_guess` and `utility_loss` are the worst measured; None: not measured,
    because nothing of that kind is protected. `failures` are figures beyond their limits, each one line."""

    passed: bool
    failures: tuple[str, ...]
    k: int | None
    linkage_vs_guess: float | None
    utility_loss: float | None


class Candidate(_Frozen):
    """What was made by which recipe and key, and measured how. `report_sha256` is over the bytes of the JSON report;
    `parts` where the declaration holds rows out."""

    dataset: str
    made_at: datetime
    basis: Basis
    recipe_sha256: str
    key_id: str
    data_sha256: str
    data_rows: int
    columns: dict[str, str]
    writer: str
    report_sha256: str
    summary: Summary
    parts: PartsRecord | None = None


def publish(
    data_folder: Path,
    candidate: Candidate,
    table: bytes,
    report: bytes,
    pages: dict[str, str],
    parts: dict[str, bytes] | None = None,
) -> Path:
    """Put the candidate where a steward finds it, all files by one rename; the one before goes."""
    files = {
        **(parts or {}),
        versions.TABLE: table,
        REPORT: report,
        CANDIDATE: candidate.model_dump_json(indent=2).encode(),
        **{PAGES[language]: text.encode() for language, text in pages.items()},
    }
    return versions.publish(data_folder / REPORTS, candidate.dataset, files)


def read(data_folder: Path, name: str) -> Candidate | None:
    """The candidate of `name`, or None when there is none or its files don't belong together."""
    folder = data_folder / REPORTS / name
    try:
        candidate = Candidate.model_validate_json((folder / CANDIDATE).read_bytes())
        report = (folder / REPORT).read_bytes()
    except (OSError, ValidationError):
        return None
    return candidate if hashlib.sha256(report).hexdigest() == candidate.report_sha256 else None


def table_of(data_folder: Path, candidate: Candidate) -> bytes:
    """The anonymised table's Parquet bytes. Raises DataCorrupt when they aren't those that were measured."""
    path = data_folder / REPORTS / candidate.dataset / versions.TABLE
    content = path.read_bytes() if path.is_file() else b""
    if hashlib.sha256(content).hexdigest() != candidate.data_sha256:
        raise DataCorrupt(
            f"{path}: 보고서가 측정한 표가 아닙니다 / is not the table that the report measured.",
            f"./shopfloor data risk {candidate.dataset}",
        )
    return content
