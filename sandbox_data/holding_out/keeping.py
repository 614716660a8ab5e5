"""The two parts as files beside the whole table: how they are made, recorded and found again."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from pydantic import BaseModel, ConfigDict

from sandbox_data.anonymising.keys import Key
from sandbox_data.errors import DataCorrupt
from sandbox_data.holding_out.declaration import HoldOut
from sandbox_data.holding_out.splitting import digest_of, split

if TYPE_CHECKING:
    import pandas as pd

TRAINING, HELD = "training.parquet", "held-out.parquet"


class PartsRecord(BaseModel):
    """What a split was made by, the digests of both parts, and what the lookups found (`Lookup.told`)."""

    model_config = ConfigDict(frozen=True)

    declared_sha256: str
    key_id: str
    training_rows: int
    training_sha256: str
    held_out_rows: int
    held_out_sha256: str
    lookups: tuple[dict[str, Any], ...]


def divided(
    released: pd.DataFrame, holdout: HoldOut, key: Key, published: pd.DataFrame, origin: np.ndarray
) -> tuple[PartsRecord, dict[str, bytes]]:
    """The parts of a release whose declaration holds rows out, as a record and two Parquet files."""
    declared = holdout.held_out
    if declared is None:
        raise ValueError(f"{holdout.dataset} holds nothing out")
    parts = split(released, declared, key, published, origin)
    files = {TRAINING: _parquet(parts.training), HELD: _parquet(parts.held_out)}
    record = PartsRecord(
        declared_sha256=digest_of(declared),
        key_id=key.key_id,
        training_rows=len(parts.training),
        training_sha256=hashlib.sha256(files[TRAINING]).hexdigest(),
        held_out_rows=len(parts.held_out),
        held_out_sha256=hashlib.sha256(files[HELD]).hexdigest(),
        lookups=tuple(lookup.told() for lookup in parts.lookups),
    )
    return record, files


def part(folder: Path, name: str, sha256: str) -> bytes:
    """The bytes of one part in `folder`. Raises DataCorrupt when they aren't those that were recorded."""
    path = folder / name
    content = path.read_bytes() if path.is_file() else b""
    if hashlib.sha256(content).hexdigest() != sha256:
        raise DataCorrupt(
            f"{path}: 기록된 부분과 다릅니다 / is not the part that was recorded.",
            "다시 만드십시오 / Make it again: ./shopfloor data build, ./shopfloor data risk",
        )
    return content


def _parquet(table: pd.DataFrame) -> bytes:
    buffer = io.BytesIO()
    table.to_parquet(buffer, index=False)
    return buffer.getvalue()
