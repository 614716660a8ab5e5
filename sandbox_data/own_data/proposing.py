"""From a profile to drafts that a person edits: a card, a recipe, and a declaration of what must be protected."""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sandbox_data.anonymising.recipe import parse_recipe
from sandbox_data.cards import Card
from sandbox_data.own_data.kinds import FALSE, TRUE
from sandbox_data.own_data.profiling import Profile, Profiled
from sandbox_data.risk.protection import Protection
from sandbox_data.writing import write_aside

# Words of the draft itself, for whoever edits it: a file does not tell what it means.
ASK = '{ ko = "고치십시오", en = "EDIT: to be filled in" }'
CARD, RECIPE, PROTECTION = "card.toml", "recipe.toml", "protection.toml"
UNITS = (
    "kWh", "MWh", "Wh", "kW", "MW", "kVA", "kVar", "kV", "mA", "rpm", "RPM", "Hz", "kHz", "MPa", "kPa", "Pa", "bar",
    "mbar", "kgf", "kN", "Nm", "mm", "cm", "um", "kg", "ton", "sec", "min", "ms", "ppm", "°C", "℃", "degC", "%",
    "lpm", "CMM", "mm/s", "m/s", "m3/h",
)  # fmt: skip
"""Units that a column's name may end with, after a bracket, a space or an underscore."""
_BRACKETED = re.compile(r"[(\[]\s*([^()\[\]]{1,12}?)\s*[)\]]\s*$")


@dataclass(frozen=True)
class Drafts:
    """Where the drafts lie, and what was proposed; nothing of it is released before a person has edited it."""

    card: Path
    recipe: Path
    protection: Path
    quasi_identifiers: tuple[str, ...]
    identifiers: tuple[str, ...]

    def moved_to(self, folder: Path) -> Drafts:
        return replace(self, card=folder / CARD, recipe=folder / RECIPE, protection=folder / PROTECTION)


def propose(name: str, found: Profiled, folder: Path) -> Drafts:
    """Write three drafts into `folder`; each is checked as the platform will read it.

    A column of few words is a quasi-identifier; one of many words is an identifier or a text. Both get pseudonyms,
    times are shifted by whole weeks. A unit is proposed where the column's name says one, else it is "?". Until
    somebody says otherwise, what the recipe seals is declared to be protected from everybody who holds original rows.
    """
    kinds = {column.name: _dtype(column) for column in found.columns}
    quasi = tuple(name for name, kind in kinds.items() if kind == "category")
    words = tuple(name for name, kind in kinds.items() if kind == "string")
    times = [name for name, kind in kinds.items() if kind == "timestamp"]
    card = _card(name, found, kinds, quasi, words)
    Card.model_validate(tomllib.loads(card))
    recipe = _recipe(name, [*words, *quasi], times)
    parse_recipe(tomllib.loads(recipe), RECIPE)
    protection = _protection(name, [*words, *quasi, *times] or list(kinds), quasi)
    Protection.model_validate(tomllib.loads(protection))
    for file, text in ((CARD, card), (RECIPE, recipe), (PROTECTION, protection)):
        write_aside(folder / file, text.encode())
    return Drafts(folder / CARD, folder / RECIPE, folder / PROTECTION, quasi, words)


def unit_of(name: str) -> str:
    """The unit that a column's name ends with; "?" where it says none."""
    bracketed = _BRACKETED.search(name)
    if bracketed:
        return bracketed[1]
    last = re.split(r"[\s_]", name.strip())[-1]
    return last if last != name and last in UNITS else "?"


def _dtype(column: Profile) -> str:
    match column.kind.name:
        case "timestamp":
            return "timestamp"
        case "int64":
            return "float" if column.missing else "int"
        case "bool":
            return "string" if column.missing else "boolean"
        case "double":
            return "float"
        case _:
            return "category" if column.values else "string"


def _card(name: str, found: Profiled, kinds: dict[str, str], quasi: tuple[str, ...], words: tuple[str, ...]) -> str:
    path = found.file.path
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
{_reader(found)}

[real]
value = true
said_by = "EDIT: who brings the file"
reason = {ASK}

[terms]
spdx = "unknown"
permissive = false
note = {ASK}

[protection]
protects = {_toml(["plant", *(["persons"] if quasi else [])])}
reason = {ASK}
quasi_identifiers = {_toml(list(quasi))}
free_text = {_toml(list(words))}

[[files]]
name = {_toml(path.name)}
sha256 = "{digest}"
bytes = {path.stat().st_size}
place = {{ kind = "mirror", note = {{ ko = "공장이 직접 제공한 파일", en = "brought by the plant itself" }} }}
"""


def _reader(found: Profiled) -> str:
    file = found.file
    lines = [f'format = "{file.format}"']
    if file.format == "csv":
        lines += [f"encoding = {_toml(file.encoding)}", f"separator = {_toml(file.separator)}"]
        lines += [f"multiline = {str(file.multiline).lower()}"]
        lines += [f"true_values = {_toml(list(TRUE))}", f"false_values = {_toml(list(FALSE))}"]
    return "\n".join(lines)


def _column(column: Profile, dtype: str) -> str:
    facts = [f"name = {_toml(column.name)}", f'dtype = "{dtype}"']
    if dtype in ("int", "float", "timestamp"):
        facts += [f"unit = {_toml(unit_of(column.name))}"] if dtype != "timestamp" else []
        facts += [f"minimum = {_bound(column.smallest, dtype)}", f"maximum = {_bound(column.largest, dtype)}"]
    if column.kind.format:
        facts.append(f"format = {_toml(column.kind.format)}")
    if column.kind.utc:
        facts.append('timezone = "UTC"')
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


def _protection(name: str, sealed: list[str], quasi: tuple[str, ...]) -> str:
    text = f"""# A draft: say what is protected and from whom, and add [[utility]] tasks, what it must stay good for.
dataset = {_toml(name)}

[[protects]]
kind = "plant"
reason = {ASK}
columns = {_toml(sealed)}
keeps_out = "holder"
"""
    if quasi:
        text += f"""
# Remove it if no row concerns a person.
[[protects]]
kind = "persons"
reason = {ASK}
quasi_identifiers = {_toml(list(quasi))}
"""
    return text


def _toml(value: str | list[str]) -> str:
    """A string or list of strings; JSON's escapes are TOML's."""
    return json.dumps(value, ensure_ascii=False)
