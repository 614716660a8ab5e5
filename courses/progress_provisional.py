"""Scores that stay provisional: their checks ran beside the trainee's code, where they can be answered by it.

Labs of this platform are checked in a process of their own; courses imported from nbgrader may need their checks in the
trainee's kernel (docs/grading.md). What they score is shown and marked here, and counts for no credential.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.registry import CourseRun, Event, Lab, Person
from courses.registry.codes import EventKind
from sandbox_data.text import LocalizedText


@dataclass(frozen=True)
class ProvisionalScore:
    """One attempt. `tampering`: what was found changed in the trainee's interpreter while it was graded."""

    person_id: int
    username: str
    name: str
    run_code: str
    lab_id: int
    title: LocalizedText
    attempt: int
    tampering: tuple[str, ...]


def provisional_scores(session: Session, run_codes: Iterable[str]) -> tuple[ProvisionalScore, ...]:
    """Attempts whose last grading was provisional, those with findings first. One query."""
    rows = session.execute(
        select(Event, Person, Lab, CourseRun.code)
        .join(Person, Person.id == Event.person_id)
        .join(Lab, Lab.id == Event.lab_id)
        .join(CourseRun, CourseRun.id == Event.run_id)
        .where(Event.kind == EventKind.GRADED, CourseRun.code.in_(list(run_codes)))
        .order_by(Event.at, Event.id)
    )
    # A later grading of the same attempt replaces an earlier one: its lab may have other checks by then.
    last: dict[tuple[int, str, int, int], ProvisionalScore | None] = {}
    for event, person, lab, run_code in rows:
        attempt = int(event.detail.get("attempt", 0))
        last[person.id, run_code, lab.id, attempt] = _score(event, person, lab, run_code, attempt)
    found = [score for score in last.values() if score is not None]
    return tuple(sorted(found, key=lambda score: (not score.tampering, score.name, score.run_code, -score.attempt)))


def _score(event: Event, person: Person, lab: Lab, run_code: str, attempt: int) -> ProvisionalScore | None:
    if event.detail.get("provisional") is not True:
        return None
    return ProvisionalScore(
        person_id=person.id,
        username=person.username,
        name=person.name,
        run_code=run_code,
        lab_id=lab.id,
        title=LocalizedText(ko=lab.title_ko, en=lab.title_en),
        attempt=attempt,
        tampering=tuple(map(str, event.detail.get("tampering", ()))),
    )
