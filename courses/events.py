"""Activity, append-only. Nothing here changes or removes an event."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.registry import CourseRun, Event, EventKind, Lab, Person


def record(
    session: Session,
    kind: EventKind,
    now: datetime,
    *,
    person: Person | None = None,
    run: CourseRun | None = None,
    lab: Lab | None = None,
    detail: dict[str, Any] | None = None,
) -> None:
    """Append one event at `now`."""
    session.add(
        Event(
            at=now,
            kind=kind,
            person_id=person.id if person else None,
            run_id=run.id if run else None,
            lab_id=lab.id if lab else None,
            detail=detail or {},
        )
    )


def record_for(
    session: Session, kind: EventKind, now: datetime, username: str, *, detail: dict[str, Any] | None = None
) -> None:
    """Append one event for a hub user name; a name that the registry doesn't know is kept in the detail."""
    person = session.scalars(select(Person).where(Person.username == username)).one_or_none()
    known = detail or {}
    record(session, kind, now, person=person, detail=known if person else known | {"username": username})
