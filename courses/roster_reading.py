"""Rows out of a roster file: .xlsx or .csv, Korean or English headers, UTF-8 or CP949."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula

from courses.errors import RosterError

MAX_ROWS = 50_000
MAX_FILE_BYTES = 20 << 20
MAX_UNPACKED_BYTES = 200 << 20
MAX_COLUMNS = 100
# A spreadsheet program's own limit. A file may claim any row number, and the reader would count up to it.
MAX_LINES = 1_048_576
# Zero-width characters come along when an address is copied from a web page; nobody sees them, so nobody can mend them.
INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff"))

# The first name of each column is the one that reports use.
HEADERS: dict[str, tuple[str, ...]] = {
    "name": ("이름", "성명", "name", "full name"),
    "email": ("이메일", "전자우편", "메일", "email", "e-mail", "mail"),
    "username": ("아이디", "사용자명", "username", "user name", "id"),
    "role": ("역할", "구분", "role"),
    "organisation": ("소속", "회사", "기업명", "회사명", "organisation", "organization", "company"),
    "language": ("언어", "language"),
}
REQUIRED = ("name", "email")


@dataclass(frozen=True)
class RosterRow:
    """One row as text. `row` counts as the spreadsheet does: the header is row 1."""

    row: int
    values: dict[str, str]
    formulas: frozenset[str] = frozenset()

    def __getitem__(self, column: str) -> str:
        return self.values.get(column, "")


@dataclass(frozen=True)
class RosterFile:
    rows: list[RosterRow]
    ignored_columns: tuple[str, ...]


def read_roster(source: Path | tuple[str, bytes]) -> RosterFile:
    """Read a roster from a path, or from an upload as (file name, content)."""
    name, content = source if isinstance(source, tuple) else _read_path(source)
    if len(content) > MAX_FILE_BYTES:
        raise RosterError(f"{name} has {len(content) >> 20} MB.", f"A roster has at most {MAX_FILE_BYTES >> 20} MB.")
    if not content.strip():
        raise RosterError(f"{name} is empty.", "Fill in a header row and a row for each person.")
    suffix = Path(name).suffix.lower()
    if suffix == ".xlsx":
        cells: Iterator[list[object]] = _xlsx_cells(name, content)
    elif suffix == ".csv":
        cells = _csv_cells(name, content)
    else:
        raise RosterError(f"{name} is neither .xlsx nor .csv.", "Save the roster as .xlsx or .csv.")
    return _by_header(name, cells)


def _read_path(path: Path) -> tuple[str, bytes]:
    try:
        return path.name, path.read_bytes()
    except OSError as error:
        raise RosterError(f"{path} can't be read ({error.strerror}).", "Check the path.") from None


def _xlsx_cells(name: str, content: bytes) -> Iterator[list[object]]:
    damaged = RosterError(
        f"{name} is not a readable .xlsx file.", "Open it in a spreadsheet program and save it again."
    )
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(info.file_size for info in archive.infolist()) > MAX_UNPACKED_BYTES:
                raise RosterError(f"{name} unpacks to more than {MAX_UNPACKED_BYTES >> 20} MB.", "Keep one sheet.")
        # data_only=False: a formula comes as its text, so that it can be refused by name.
        sheet = load_workbook(io.BytesIO(content), read_only=True, data_only=False).worksheets[0]
        sheet.reset_dimensions()  # other programs state sizes that cut rows off
        for row in sheet.iter_rows(max_col=MAX_COLUMNS, values_only=True):
            yield list(row)
    except RosterError:
        raise
    except (
        Exception
    ) as error:  # zipfile, zlib, the XML parser and openpyxl each fail on foreign bytes in ways of their own
        raise damaged from error


def _csv_cells(name: str, content: bytes) -> Iterator[list[object]]:
    for encoding in ("utf-8-sig", "cp949"):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise RosterError(f"{name} is neither UTF-8 nor CP949.", "Save it as CSV UTF-8.")
    if "\0" in text:
        raise RosterError(f"{name} is not a text file.", "Save the roster as .xlsx or .csv.")
    first = text.partition("\n")[0]
    delimiter = max((",", ";", "\t"), key=first.count)
    try:
        for cells in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            yield list(cells)
    except csv.Error as error:
        raise RosterError(f"{name} is not a readable CSV file ({error}).", "Save it again as CSV UTF-8.") from None


def _by_header(name: str, cells: Iterable[list[object]]) -> RosterFile:
    lines = iter(cells)
    header = [_text(cell) for cell in next(lines, [])]
    places = _match(header)
    missing = [column for column in REQUIRED if column not in places]
    if missing:
        expected = " · ".join(f"{HEADERS[column][0]}/{column}" for column in missing)
        raise RosterError(f"{name} has no column {expected}; its first row is: {', '.join(header)[:200]}.", "Add it.")
    rows: list[RosterRow] = []
    for number, line in enumerate(lines, start=2):
        if number > MAX_LINES:
            raise RosterError(f"{name} has rows beyond {MAX_LINES}.", "Delete the rows below the last person.")
        if all(cell is None or _text(cell) == "" for cell in line):
            continue
        if len(rows) >= MAX_ROWS:
            raise RosterError(f"{name} has more than {MAX_ROWS} rows.", "Split it.")
        values = {column: _text(line[place]) for column, place in places.items() if place < len(line)}
        formulas = frozenset(column for column, value in values.items() if value.startswith("="))
        rows.append(RosterRow(number, values, formulas))
    used = set(places.values())
    ignored = tuple(title for place, title in enumerate(header) if title and place not in used)
    return RosterFile(rows, ignored)


def _match(header: list[str]) -> dict[str, int]:
    known = {_plain(alias): column for column, aliases in HEADERS.items() for alias in aliases}
    places: dict[str, int] = {}
    for place, title in enumerate(header):
        column = known.get(_plain(title))
        if column is not None:
            places.setdefault(column, place)
    return places


def _plain(title: str) -> str:
    """A header without what forms add to it: "이 름*", "이메일 (필수)", "E-mail"."""
    return re.sub(r"\(.*?\)|（.*?）|[\s*_-]", "", title.lower())


def _text(cell: object) -> str:
    """A cell as one line of NFC text; a formula, of whatever kind, begins with "="."""
    if cell is None:
        return ""
    if isinstance(cell, ArrayFormula | DataTableFormula):
        return f"={getattr(cell, 'text', None) or cell.ref}"
    return " ".join(unicodedata.normalize("NFC", str(cell)).translate(INVISIBLE).split())
