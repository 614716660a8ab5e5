"""From a profile to drafts that a person edits: a card, a recipe, and which columns may tell somebody who or where."""

from __future__ import annotations

import hashlib
import json
import tomllib
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sandbox_data.anonymising.recipe import parse_recipe
from sandbox_data.cards import Card
from sandbox_data.profiling import Profile, Profiled
from sandbox_data.writing import write_aside

ASK = '{ ko = "고치십시오", en = "EDIT: to be filled in" }'


@dataclass(frozen=True)
class Drafts:
    """Where the drafts lie, and what was proposed; nothing of it is released before a person has edited it."""

    card: Path
    recipe: Path
    quasi_identifiers: tuple[str, ...]
    identifiers: tuple[str, ...]


def propose(name: str, path: Path, found: Profiled, folder: Path) -> Drafts:
    """Write `card.toml` and `recipe.toml` into `folder`; both are checked as the platform will read them.

    A column of few words is a quasi-identifier; one of many words is an identifier or a text. Both get pseudonyms,
    times are shifted by whole weeks. Units are "?", because a file doesn't tell them.
    """
    kinds = {column.name: _dtype(column) for column in found.columns}
    quasi = tuple(name for name, kind in kinds.items() if kind == "category")
    words = tuple(name for name, kind in kinds.items() if kind == "string")
    times = [name for name, kind in kinds.items() if kind == "timestamp"]
    card = _card(name, path, found, kinds, quasi, words)
    Card.model_validate(tomllib.loads(card))
    recipe = _recipe(name, [*words, *quasi], times)
    parse_recipe(tomllib.loads(recipe), "recipe.toml")
    write_aside(folder / "card.toml", card.encode())
    write_aside(folder / "recipe.toml", recipe.encode())
    return Drafts(folder / "card.toml", folder / "recipe.toml", quasi, words)


def _dtype(column: Profile) -> str:
    kind = column.kind
    if kind.startswith(("timestamp", "date")):
        return "timestamp"
    if kind.startswith("int"):
        return "float" if column.missing else "int"
    if kind == "bool":
        return "string" if column.missing else "boolean"
    if kind in ("double", "float"):
        return "float"
    return "category" if column.values else "string"


def _card(
    name: str, path: Path, found: Profiled, kinds: dict[str, str], quasi: tuple[str, ...], words: tuple[str, ...]
) -> str:
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    columns = "\n".join(_column(column, kinds[column.name]) for column in found.columns)
    return f"""# A draft: edit every EDIT and every unit "?", and what must be protected. Figures are those of the file.
name = {_toml(name)}
version = "1"
title = {ASK}
plant = {ASK}
publisher = "EDIT"
citation = "EDIT"
steward = "operator"
industry = "machinery"
priority_areas = ["big-data-ai"]
sampling = {ASK}
rows = {found.rows}
order = "file"
order_note = {{ ko = "받은 파일의 순서입니다.", en = "The order of the file as it came." }}
defects = []
columns = [
{columns}
]

[reader]
encoding = {_toml(found.encoding)}

[real]
value = true
said_by = "EDIT: who brings the file"
reason = {ASK}

[terms]
spdx = "unknown"
permissive = false
note = {ASK}

[protection]
protects = ["secrets"]
reason = {ASK}
quasi_identifiers = {_toml(list(quasi))}
free_text = {_toml(list(words))}

[[files]]
name = {_toml(path.name)}
sha256 = "{digest}"
bytes = {path.stat().st_size}
place = {{ kind = "mirror", note = {{ ko = "공장이 직접 제공한 파일", en = "brought by the plant itself" }} }}
"""


def _column(column: Profile, dtype: str) -> str:
    facts = [f"name = {_toml(column.name)}", f'dtype = "{dtype}"']
    if dtype in ("int", "float", "timestamp"):
        facts += ['unit = "?"'] if dtype != "timestamp" else []
        facts += [f"minimum = {_bound(column.smallest, dtype)}", f"maximum = {_bound(column.largest, dtype)}"]
    if dtype == "category":
        facts.append(f"values = {_toml(sorted(str(value) for value in column.values or ()))}")
    if column.missing:
        facts.append(f"missing = {column.missing}")
    return f"  {{ {', '.join(facts)}, meaning = {ASK} }},"


def _bound(value: Any, dtype: str) -> str:
    if dtype == "timestamp":
        return str(value.isoformat() if isinstance(value, datetime) else datetime(*_ymd(value)).isoformat())
    return repr(float(value or 0.0)) if dtype == "float" else str(value)


def _ymd(value: date) -> tuple[int, int, int]:
    return value.year, value.month, value.day


def _recipe(name: str, words: list[str], times: list[str]) -> str:
    steps = ""
    if words:
        steps += f'\n[[steps]]\ndo = "pseudonym"\ncolumns = {_toml(words)}\n'
    if times:
        steps += f'\n[[steps]]\ndo = "shift_time"\ncolumns = {_toml(times)}\n'
    steps += '\n[[steps]]\ndo = "shuffle"\n' if not times else ""
    return f"dataset = {_toml(name)}\nreason = {ASK}\n{steps}"


def _toml(value: str | list[str]) -> str:
    """A string or list of strings; JSON's escapes are TOML's."""
    return json.dumps(value, ensure_ascii=False)
