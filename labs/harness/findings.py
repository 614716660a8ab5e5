"""What the harness has to say of a lab: one sentence each, in Korean and English."""

from __future__ import annotations

from dataclasses import dataclass

SHOWN_CHARACTERS = 300


@dataclass(frozen=True)
class Finding:
    """Something about a lab that doesn't hold: `where` (a file, a run, a cell), what is wrong, and what was seen there.

    `blocks`: even a draft must not be like this. What doesn't block, a draft may still lack.
    """

    where: str
    ko: str
    en: str
    seen: str = ""
    blocks: bool = True

    def __str__(self) -> str:
        seen = " ".join(self.seen.split())
        if len(seen) > SHOWN_CHARACTERS:
            seen = seen[: SHOWN_CHARACTERS - 1] + "…"
        return f"{self.where}: {self.ko} / {self.en}" + (f": {seen}" if seen else ".")
