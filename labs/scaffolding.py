"""`labs new`: a small, whole lab on a dataset of the catalogue. It runs and grades from the first moment on."""

from __future__ import annotations

from pathlib import Path

from labs.catalogue import FOLDER
from labs.writing import new_folder, toml_text, write_folder
from sandbox_data.cards import Card, read_card
from sandbox_data.text import LocalizedText

TEMPLATE = Path(__file__).parent / "templates" / "lab"


def scaffold(code: str, dataset: str, title: LocalizedText | None = None, folder: Path = FOLDER) -> Path:
    """Make the draft lab `code` below `folder`; returns its folder. Raises LabError and DataUnavailable."""
    target = new_folder(code, folder)
    card = read_card(dataset)
    named = title or LocalizedText(ko=f"새 실습: {card.title.ko}", en=f"New lab: {card.title.en}")
    tokens = {
        "@CODE@": code,
        "@DATASET@": dataset,
        "@VERSION@": card.version,
        "@TITLE_KO@": toml_text(named.ko),
        "@TITLE_EN@": toml_text(named.en),
        "@COLUMN@": _column(card),
    }
    files = {
        str(path.relative_to(TEMPLATE)): _filled(path.read_text(encoding="utf-8"), tokens)
        for path in sorted(TEMPLATE.rglob("*"))
        if path.suffix in (".toml", ".py")
    }
    write_folder(target, files)
    return target


def _filled(text: str, tokens: dict[str, str]) -> str:
    for token, value in tokens.items():
        text = text.replace(token, value)
    return text


def _column(card: Card) -> str:
    """An expression for a numeric column: one that the card names and that isn't part of the key, else the first."""
    named = [column.name for column in card.columns if column.dtype in ("float", "int") and column.name not in card.key]
    return repr(named[0]) if named else 'table.select_dtypes("number").columns[0]'
