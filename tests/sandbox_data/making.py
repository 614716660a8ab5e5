"""Builders: mirrors, wheels, catalogues and small cards that differ from the real ones in one place."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sandbox_data.cards import CATALOGUE, Card

WORDS = {"ko": "시험", "en": "test"}
TWO_COLUMNS = (
    {"name": "machine", "dtype": "category", "values": ["A", "B"], "meaning": WORDS},
    {"name": "value", "dtype": "float", "minimum": 0.0, "maximum": 10.0, "meaning": WORDS},
)


def mirror_with(folder: Path, content: bytes) -> Path:
    """A mirror folder that holds `content` as the dryer's file."""
    mirror = folder / "mirror"
    (mirror / "dryer").mkdir(parents=True, exist_ok=True)
    (mirror / "dryer" / "dryer.csv").write_bytes(content)
    return mirror


def zip_with(members: Mapping[str, bytes]) -> bytes:
    """The bytes of a zip file."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def wheel_with(folder: Path, member: str, content: bytes) -> Path:
    """A wheel with one member."""
    wheel = folder / "made-1.0-py3-none-any.whl"
    wheel.write_bytes(zip_with({member: content}))
    return wheel


def catalogue_with(folder: Path, *changes: tuple[str, str], name: str = "dryer") -> Path:
    """A catalogue that holds one real card with some texts replaced."""
    catalogue = folder / "catalogue"
    catalogue.mkdir(exist_ok=True)
    text = (CATALOGUE / f"{name}.toml").read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    (catalogue / f"{name}.toml").write_text(text, encoding="utf-8")
    return catalogue


def small_card(**changes: Any) -> Card:
    """A card of one small csv file with a category and a number. It describes no plant: readers are tried with it."""
    stated: dict[str, Any] = {
        "name": "small",
        "version": "1",
        "title": WORDS,
        "plant": WORDS,
        "publisher": "-",
        "citation": "-",
        "steward": "operator",
        "industry": "steel",
        "priority_areas": ["control"],
        "sampling": WORDS,
        "rows": 3,
        "order": "file",
        "order_note": WORDS,
        "real": {"value": True, "reason": WORDS},
        "terms": {"spdx": "MIT", "permissive": True, "note": WORDS},
        "protection": {"protects": [], "reason": WORDS},
        "files": [a_file("small.csv")],
        "defects": [],
        "columns": TWO_COLUMNS,
    }
    return Card.model_validate(stated | changes)


def a_file(name: str, **more: Any) -> dict[str, Any]:
    """A raw file of a small card, from a mirror."""
    place = {"kind": "mirror", "note": WORDS}
    return {"name": name, "sha256": "0" * 64, "bytes": 1, "place": place} | more


def written(folder: Path, **files: bytes) -> dict[str, Path]:
    """Raw files on disk by their names; `small_csv=b"…"` becomes small.csv."""
    paths = {}
    for name, content in files.items():
        path = folder / name.replace("_csv", ".csv").replace("_json", ".json").replace("_xlsx", ".xlsx")
        path.write_bytes(content)
        paths[path.name] = path
    return paths


def address_place(url: str) -> tuple[str, str]:
    """The change of the dryer's card that makes it come from a publisher's address."""
    member = "process_improve/datasets/batch/dryer.csv"
    old = f'{{ kind = "package", package = "process-improve", version = "2.2.0", member = "{member}" }}'
    return old, f'{{ kind = "address", url = "{url}", reached = false }}'


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
