"""Builders: mirrors, wheels and catalogues that differ from the real ones in one place."""

from __future__ import annotations

import zipfile
from pathlib import Path

from sandbox_data.cards import CATALOGUE


def mirror_with(folder: Path, content: bytes) -> Path:
    """A mirror folder that holds `content` as the dryer's file."""
    mirror = folder / "mirror"
    (mirror / "dryer").mkdir(parents=True, exist_ok=True)
    (mirror / "dryer" / "dryer.csv").write_bytes(content)
    return mirror


def wheel_with(folder: Path, member: str, content: bytes) -> Path:
    """A wheel with one member."""
    wheel = folder / "made-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(member, content)
    return wheel


def catalogue_with(folder: Path, change: tuple[str, str]) -> Path:
    """A catalogue whose dryer card has one text replaced."""
    catalogue = folder / "catalogue"
    catalogue.mkdir(exist_ok=True)
    text = (CATALOGUE / "dryer.toml").read_text(encoding="utf-8")
    assert change[0] in text
    (catalogue / "dryer.toml").write_text(text.replace(*change), encoding="utf-8")
    return catalogue
