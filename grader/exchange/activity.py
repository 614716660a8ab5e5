"""Activity that a lab server reports about its own user. Only listed kinds, only small facts, not too often."""

from __future__ import annotations

from collections import defaultdict, deque
from datetime import datetime, timedelta
from threading import Lock
from typing import Annotated

from pydantic import BaseModel, Field, StringConstraints, ValidationError
from sqlalchemy import select

from courses import access, events
from courses.registry import CourseLab, EventKind, Lab
from grader.exchange.policy import Desk
from grader.exchange.refusals import Refusal, invalid

REPORTABLE = frozenset(
    {EventKind.VALIDATED, EventKind.SERVER_ACTIVE, EventKind.KERNEL_ACTIVE, EventKind.FEEDBACK_OPENED}
)
MAX_EVENT_BYTES = 16_384
Short = Annotated[str, StringConstraints(max_length=200)]


class ReportedEvent(BaseModel):
    """What a lab server says happened to its user."""

    kind: EventKind
    course: Short = ""
    lab: Short = ""
    detail: dict[Short, bool | int | float | Short | None] = Field(default_factory=dict, max_length=10)


def parsed(content: bytes | None) -> ReportedEvent:
    """An event from a request's body; refused as invalid-request."""
    try:
        return ReportedEvent.model_validate_json(content or b"")
    except ValidationError as error:
        where = ", ".join(".".join(str(part) for part in found["loc"]) or "body" for found in error.errors()[:3])
        raise invalid(where, where) from None


class Pace:
    """At most so many events a person and minute."""

    def __init__(self, per_minute: int) -> None:
        self._per_minute = per_minute
        self._recent: defaultdict[str, deque[datetime]] = defaultdict(deque)
        self._lock = Lock()

    def admit(self, username: str, now: datetime) -> bool:
        with self._lock:
            recent = self._recent[username]
            while recent and now - recent[0] > timedelta(minutes=1):
                recent.popleft()
            if len(recent) >= self._per_minute:
                return False
            recent.append(now)
            return True


def report(desk: Desk, pace: Pace, username: str, event: ReportedEvent, now: datetime) -> None:
    """Append the event; course and lab must be the caller's own."""
    if event.kind not in REPORTABLE:
        raise invalid(f"'{event.kind}' 기록은 받지 않음", f"events of kind '{event.kind}' are not accepted")
    if not pace.admit(username, now):
        raise Refusal("too-many-events")
    with desk.registry.session() as session:
        person = access.person_of(session, username)
        run = {r.code: r for r in access.runs_of(session, username)}.get(event.course)
        if event.course and run is None:
            raise Refusal("not-enrolled", run=event.course)
        lab = None
        if run is not None and event.lab:
            joined = select(Lab).join(CourseLab, CourseLab.lab_id == Lab.id)
            lab = session.scalars(
                joined.where(CourseLab.course_id == run.course_id, Lab.code == event.lab)
            ).one_or_none()
            if lab is None:
                raise Refusal("unknown-lab", run=event.course, lab=event.lab)
        events.record(session, event.kind, now, person=person, run=run, lab=lab, detail=dict(event.detail))
