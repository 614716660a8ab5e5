"""Response models of the exchange's HTTP API. Times are ISO 8601 with Korea's offset."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, Field

from courses.registry import ExecutionState, SubmissionState
from grader.exchange.listing import AssignmentLine, AttemptLine
from grader.exchange.policy import SEOUL, local_iso
from grader.exchange.submissions import Receipt, Received


class CoursesAnswer(BaseModel):
    courses: list[str] = Field(description="Run codes (nbgrader's course_id).")
    language: str = Field(description="The caller's language: `ko` or `en`.")
    max_submission_bytes: int


class AttemptAnswer(BaseModel):
    attempt: int
    submitted_at: str
    late: bool
    state: SubmissionState
    score: float | None
    max_score: float | None
    needs_mark: bool
    counts: bool
    feedback: bool
    feedback_version: str = Field(description="Changes when the feedback changes; empty without feedback.")

    @classmethod
    def of(cls, line: AttemptLine) -> AttemptAnswer:
        return cls(
            attempt=line.attempt,
            submitted_at=local_iso(line.submitted_at),
            late=line.late,
            state=line.state,
            score=line.score,
            max_score=line.max_score,
            needs_mark=line.needs_mark,
            counts=line.counts,
            feedback=line.feedback,
            feedback_version=line.feedback_version,
        )


class AssignmentAnswer(BaseModel):
    course: str
    lab: str
    title: str
    due_at: str
    closes_at: str
    late_now: bool
    closed: bool
    offered: bool
    released: bool
    attempts: list[AttemptAnswer]

    @classmethod
    def of(cls, line: AssignmentLine) -> AssignmentAnswer:
        return cls(
            course=line.course,
            lab=line.lab,
            title=line.title,
            due_at=local_iso(line.dates.due_at),
            closes_at=local_iso(line.dates.closes_at),
            late_now=line.late_now,
            closed=line.closed,
            offered=line.offered,
            released=line.released,
            attempts=[AttemptAnswer.of(attempt) for attempt in line.attempts],
        )


class AssignmentsAnswer(BaseModel):
    assignments: list[AssignmentAnswer]
    language: str


class ReceiptAnswer(BaseModel):
    attempt: int
    submitted_at: str
    late: bool
    graded_from: str | None = Field(None, description="When it is graded, where the day's scored attempts are used up.")

    @classmethod
    def of(cls, receipt: Receipt) -> ReceiptAnswer:
        return cls(
            attempt=receipt.attempt,
            submitted_at=local_iso(receipt.submitted_at),
            late=receipt.late,
            graded_from=local_iso(receipt.graded_from) if receipt.graded_from else None,
        )


class ReceivedAnswer(BaseModel):
    username: str
    attempt: int
    submitted_at: str
    late: bool
    state: SubmissionState
    score: float | None
    max_score: float | None
    in_gradebook: bool

    @classmethod
    def of(cls, received: Received) -> ReceivedAnswer:
        return cls(
            username=received.username,
            attempt=received.attempt,
            # To the microsecond: the gradebook knows an attempt by its time.
            submitted_at=received.submitted_at.astimezone(SEOUL).isoformat(),
            late=received.late,
            state=received.state,
            score=received.score,
            max_score=received.max_score,
            in_gradebook=received.in_gradebook,
        )


class ReceivedListAnswer(BaseModel):
    submissions: list[ReceivedAnswer]


class ReleaseAnswer(BaseModel):
    changed: bool = Field(description="False where the release had this very content already.")


class ExecutionTicket(BaseModel):
    id: int


class ExecutionAnswer(BaseModel):
    state: ExecutionState
    notebook: dict[str, Any] | None = None
    fault: str = Field("", description="What of ours went wrong; empty unless the state is `failed`.")
