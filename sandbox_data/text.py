"""Text for people, in the two languages the platform speaks."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

Language = Literal["ko", "en"]
LANGUAGES: tuple[Language, ...] = ("ko", "en")
DEFAULT_LANGUAGE: Language = "ko"


class LocalizedText(BaseModel):
    """One text in Korean and English, as TOML holds it: `title = { ko = "…", en = "…" }`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    ko: str
    en: str

    def in_language(self, language: str) -> str:
        """The text in `language`; Korean for any language but English."""
        return self.en if language == "en" else self.ko
