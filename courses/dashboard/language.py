"""The dashboard's words: English message ids, translated by gettext catalogues that Babel compiles in memory."""

from __future__ import annotations

import io
from datetime import datetime
from functools import cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from sandbox_data.text import DEFAULT_LANGUAGE, LANGUAGES, Language, LocalizedText

LOCALE_FOLDER = Path(__file__).parent / "locale"
LANGUAGE_NAMES = {"ko": "한국어", "en": "English"}


@cache
def catalogue(language: Language) -> NullTranslations:
    """The compiled catalogue; a message without a translation stays as its id, which is English."""
    with (LOCALE_FOLDER / language / "LC_MESSAGES" / "shopfloor.po").open("rb") as source:
        messages = read_po(source, locale=language)
    compiled = io.BytesIO()
    write_mo(compiled, messages)
    compiled.seek(0)
    return GNUTranslations(compiled)


def known_language(language: str) -> Language:
    return next((known for known in LANGUAGES if known == language), DEFAULT_LANGUAGE)


def marked(message: str) -> str:
    """Marks a message id for the catalogue where it is only translated later."""
    return message


class Words:
    """One visitor's language: messages, titles, dates and numbers."""

    def __init__(self, language: str, time_zone: str = "Asia/Seoul") -> None:
        self.language: Language = known_language(language)
        self.zone = ZoneInfo(time_zone)

    def __call__(self, message: str, **values: object) -> str:
        """The message in this language; `{name}` is filled in from `values`."""
        text = catalogue(self.language).gettext(message)
        return text.format(**values) if values else text

    def title(self, text: LocalizedText) -> str:
        return text.in_language(self.language)

    def moment(self, at: datetime | None) -> str:
        """Day and time of day in the platform's time zone."""
        if at is None:
            return "–"
        pattern = "y년 M월 d일 (E) HH:mm" if self.language == "ko" else "EEE d MMM y, HH:mm"
        return format_datetime(at, pattern, tzinfo=self.zone, locale=self.language)

    def day(self, at: datetime | None) -> str:
        if at is None:
            return "–"
        return format_date(at.astimezone(self.zone).date(), "medium", locale=self.language)

    def number(self, value: float | None, decimals: int = 1) -> str:
        """A number with at most `decimals` digits behind the point; a dash for None."""
        if value is None:
            return "–"
        return format_decimal(round(value, decimals), locale=self.language)
