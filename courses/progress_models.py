"""Frozen read models of progress: what pages, the command line and reports show. Points are points, never percent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from courses.registry.codes import SubmissionState
from courses.scoring import percent
from sandbox_data.text import LocalizedText


class LabState(StrEnum):
    """How far a trainee is with a lab."""

    NOT_STARTED = "not-started"
    FETCHED = "fetched"
    SUBMITTED = "submitted"
    GRADED = "graded"
    NEEDS_MARK = "needs-mark"
    NOT_GRADED_YET = "not-graded-yet"


class StuckReason(StrEnum):
    """Why a trainee counts as stuck on a lab."""

    MANY_ATTEMPTS = "many-attempts"
    INACTIVE_BEFORE_DUE = "inactive-before-due"


@dataclass(frozen=True)
class AttemptView:
    submission_id: int
    attempt: int
    submitted_at: datetime
    late: bool
    state: SubmissionState
    score: float | None
    max_score: float | None
    needs_mark: bool
    has_feedback: bool
    graded_from: datetime | None = None


@dataclass(frozen=True)
class LabProgress:
    """One trainee and one lab of a run. `points` is None until something is graded; 0 is a real zero."""

    run_code: str
    lab_code: str
    title: LocalizedText
    minutes: int
    offered: bool
    state: LabState
    max_points: float
    counting: AttemptView | None
    attempts: tuple[AttemptView, ...]
    due_at: datetime | None
    closes_at: datetime | None
    closed: bool
    overdue: bool

    @property
    def in_play(self) -> bool:
        """Is there anything to reach? A lab that is not offered and was never attempted asks nothing of anybody."""
        return self.offered or bool(self.attempts)

    @property
    def points(self) -> float | None:
        return self.counting.score if self.counting else None

    @property
    def percent(self) -> float | None:
        return percent(self.points, self.max_points)

    @property
    def late(self) -> bool:
        """Is the attempt that counts (or, before any is graded, the last one) a late one?"""
        shown = self.counting or (self.attempts[-1] if self.attempts else None)
        return shown.late if shown else False


@dataclass(frozen=True)
class RunProgress:
    """One trainee in one course run."""

    run_code: str
    course_title: LocalizedText
    cohort_code: str
    cohort_name: LocalizedText
    starts_at: datetime
    ends_at: datetime
    labs: tuple[LabProgress, ...]

    @property
    def points(self) -> float:
        return sum(lab.points or 0.0 for lab in self.labs)

    @property
    def max_points(self) -> float:
        return sum(lab.max_points for lab in self.labs if lab.in_play)


@dataclass(frozen=True)
class TraineeOverview:
    username: str
    name: str
    runs: tuple[RunProgress, ...]


@dataclass(frozen=True)
class Stuck:
    """A trainee who may need help with a lab, and why."""

    lab_code: str
    title: LocalizedText
    reason: StuckReason
    attempts: int
    best_percent: float | None
    inactive_days: int


@dataclass(frozen=True)
class TraineeRow:
    """One trainee of a cohort, with every lab of its runs in the order of the cohort's `labs`."""

    username: str
    name: str
    organisation: str
    last_active_at: datetime | None
    labs: tuple[LabProgress, ...]
    stuck: tuple[Stuck, ...]

    @property
    def started(self) -> bool:
        return any(lab.state is not LabState.NOT_STARTED for lab in self.labs)

    @property
    def points(self) -> float:
        return sum(lab.points or 0.0 for lab in self.labs)

    @property
    def max_points(self) -> float:
        return sum(lab.max_points for lab in self.labs if lab.in_play)


@dataclass(frozen=True)
class TaskMean:
    """Mean points of a task over the attempts that count; marks that are still missing are left out."""

    run_code: str
    lab_code: str
    lab_title: LocalizedText
    task_code: str
    task_title: LocalizedText
    position: int
    points: float
    manual: bool
    mean: float
    people: int


@dataclass(frozen=True)
class CohortOverview:
    cohort_code: str
    cohort_name: LocalizedText
    centre_name: LocalizedText
    run_codes: tuple[str, ...]
    trainees: tuple[TraineeRow, ...]
    task_means: tuple[TaskMean, ...]

    @property
    def not_started(self) -> tuple[TraineeRow, ...]:
        return tuple(trainee for trainee in self.trainees if not trainee.started)

    @property
    def stuck(self) -> tuple[TraineeRow, ...]:
        return tuple(trainee for trainee in self.trainees if trainee.stuck)

    @property
    def waiting_for_a_mark(self) -> int:
        return sum(lab.state is LabState.NEEDS_MARK for trainee in self.trainees for lab in trainee.labs)
