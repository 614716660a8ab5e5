"""Which attempt at a lab counts, and what it is worth. Pure: works on registry rows and on read models alike."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeVar

from courses.registry.codes import CountingAttempt, SubmissionState

PASS_PERCENT = 60.0


class Attempted(Protocol):
    """What the rules need to know of an attempt; `Submission` rows and `AttemptView`s both have it."""

    @property
    def attempt(self) -> int: ...
    @property
    def state(self) -> SubmissionState: ...
    @property
    def score(self) -> float | None: ...
    @property
    def max_score(self) -> float | None: ...


T = TypeVar("T", bound=Attempted)


def counting_attempt(attempts: Sequence[T], rule: CountingAttempt) -> T | None:
    """The attempt that counts, or None while none is graded.

    BEST: the highest score, the earlier one of equals. LAST: the last graded one. An attempt that is not graded yet,
    or that we failed to grade, never takes points away.
    """
    graded = [attempt for attempt in attempts if attempt.state is SubmissionState.GRADED and attempt.score is not None]
    if not graded:
        return None
    if rule is CountingAttempt.LAST:
        return max(graded, key=lambda attempt: attempt.attempt)
    return max(graded, key=lambda attempt: (attempt.score or 0.0, -attempt.attempt))


def percent(points: float | None, of: float | None) -> float | None:
    """Points as a percentage (0-100); None where there are no points yet or nothing to reach."""
    if points is None or not of:
        return None
    return 100.0 * points / of


def passes(points: float, of: float) -> bool:
    """Does this reach the pass mark (60 % of the points)? Nothing to reach is not a pass."""
    reached = percent(points, of)
    return reached is not None and reached >= PASS_PERCENT - 1e-9
