"""Bytes of a text file as UTF-8, and the header of a table in it. What can't be read is named by line and column."""

from __future__ import annotations

import csv
import re
from collections import Counter
from dataclasses import dataclass

from sandbox_data.cards import Card
from sandbox_data.errors import DataCorrupt

MAX_NAMES_SHOWN = 8
_LINE_END = re.compile(r"\r\n|\n|\r")
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Text:
    """A table file: its UTF-8 bytes without a byte-order mark, and the lines above its first row of data."""

    file: str
    content: bytes
    headers: tuple[str, ...]
    skip: int


def decode(file: str, content: bytes, card: Card) -> Text:
    """The file's text and header. Raises DataCorrupt for an empty file, another encoding or a header cut off."""
    reader = card.reader
    if not content.strip():
        raise DataCorrupt(f"{card.name}: {file}: 빈 파일입니다 / is empty.")
    try:
        # Pure ASCII and valid UTF-8 are checked at several GB/s; only other encodings are written anew.
        text = content.decode(reader.encoding)
    except UnicodeDecodeError as error:
        raise _not_in_encoding(file, content, error, card) from error
    if reader.encoding.replace("-", "").lower() in ("utf8", "utf8sig", "ascii"):
        content = content.removeprefix(_BOM)
    else:
        content = text.encode("utf-8")
    lines = _LINE_END.split(text.removeprefix("\ufeff"), reader.header_row + 1)
    if len(lines) <= reader.header_row + 1:
        raise DataCorrupt(f"{card.name}: {file}: 머리글 아래에 데이터가 없습니다 / has no data below its header.")
    headers = next(csv.reader([lines[reader.header_row]], delimiter=reader.separator), [])
    if reader.strip_headers:
        headers = [header.strip() for header in headers]
    return Text(file, content, tuple(headers), reader.header_row + 1)


def compare_headers(card: Card, file: str, seen: tuple[str, ...], wanted: list[str]) -> None:
    """Raise DataCorrupt, naming what is missing, unknown or there twice, unless the header is the card's."""
    patterns = [re.compile(group.pattern) for group in card.groups]
    known = {*wanted, *card.reader.ignore}
    times = Counter(seen)
    unknown = [h for h in times if h not in known and not any(pattern.fullmatch(h) for pattern in patterns)]
    missing = [header for header in [*wanted, *card.reader.ignore] if header not in times]
    twice = [header for header, count in times.items() if count > 1]
    complaints = []
    if missing:
        complaints.append(f"열이 없습니다 / columns missing: {_listed(missing)}")
    if unknown:
        complaints.append(f"카드에 없는 열입니다 / columns that the card doesn't know: {_listed(unknown)}")
    if twice:
        complaints.append(f"열이 두 번 나옵니다 / columns that appear twice: {_listed(twice)}")
    for group in card.groups:
        count = sum(bool(re.fullmatch(group.pattern, header)) for header in seen)
        if count != group.count:
            complaints.append(f"{group.pattern} 열 / columns: {count}, 카드 / the card says {group.count}")
    if complaints:
        raise DataCorrupt(
            f"{card.name}: {file}: 머리글이 카드와 다릅니다({len(seen)}열)"
            f" / its header of {len(seen)} columns is not the card's: {'; '.join(complaints)}"
        )


def _listed(names: list[str]) -> str:
    shown = ", ".join(repr(name) if name != name.strip() or not name else name for name in names[:MAX_NAMES_SHOWN])
    return shown + (f" … (+{len(names) - MAX_NAMES_SHOWN})" if len(names) > MAX_NAMES_SHOWN else "")


def _not_in_encoding(file: str, content: bytes, error: UnicodeDecodeError, card: Card) -> DataCorrupt:
    """Where the first byte lies that the encoding doesn't know: line of the file, column counted by separators."""
    before = content[: error.start]
    lines = re.split(rb"\r\n|\n|\r", before)
    line, column = len(lines), lines[-1].count(card.reader.separator.encode()) + 1
    return DataCorrupt(
        f"{card.name}: {file} {line}번째 줄 {column}번째 열에 {card.reader.encoding}이(가) 아닌 바이트"
        f" 0x{content[error.start]:02x}가 있습니다 / line {line}, column {column}: byte 0x{content[error.start]:02x}"
        f" is not {card.reader.encoding}; is the file mixed from several encodings?"
    )
