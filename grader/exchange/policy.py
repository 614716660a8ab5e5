"""What the exchange is told when it is made: limits, the store, and who is behind a token."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from courses.registry import Registry

MEGABYTE = 1024 * 1024
SEOUL = ZoneInfo("Asia/Seoul")


class Blobs(Protocol):
    """What the exchange needs of `grader.storage.BlobStore`."""

    def put(self, content: bytes) -> str: ...
    def get(self, digest: str) -> bytes: ...


@dataclass(frozen=True)
class Caller:
    """The hub user behind a token, as the hub's own API says."""

    username: str
    scopes: frozenset[str] = field(default_factory=frozenset)


WhoIs = Callable[[str], Awaitable[Caller | None]]
Clock = Callable[[], datetime]


@dataclass(frozen=True)
class ExchangePolicy:
    """Limits of the exchange. Sizes in bytes, times in seconds.

    Of a trainee's attempts at a lab `scored_attempts_a_day` are graded on the (Korean) day that they are handed in;
    further ones are kept, and graded on the next.
    """

    max_submission_bytes: int = 10 * MEGABYTE
    max_feedback_bytes: int = 30 * MEGABYTE
    max_execution_bytes: int = 30 * MEGABYTE
    max_waiting_executions: int = 200
    same_submission_seconds: float = 10.0
    max_events_per_minute: int = 30
    keep_executions_seconds: float = 86_400.0
    longest_wait_seconds: float = 20.0
    scored_attempts_a_day: int = 20


@dataclass(frozen=True)
class Desk:
    """Registry, blob store and policy together: what every part of the exchange works with."""

    registry: Registry
    store: Blobs
    policy: ExchangePolicy


def day_of(moment: datetime) -> tuple[datetime, datetime]:
    """The Korean day that a moment lies in: its first moment and that of the next."""
    begins = moment.astimezone(SEOUL).replace(hour=0, minute=0, second=0, microsecond=0)
    return begins, begins + timedelta(days=1)


def local_iso(moment: datetime) -> str:
    """ISO 8601 with Korea's offset, to the second: `2026-11-30T18:00:00+09:00`."""
    return moment.astimezone(SEOUL).isoformat(timespec="seconds")


def local_text(moment: datetime) -> str:
    """A time as people read it: `2026-11-30 18:00` (Korean time)."""
    return moment.astimezone(SEOUL).strftime("%Y-%m-%d %H:%M")
