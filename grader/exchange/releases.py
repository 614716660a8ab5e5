"""Releases: the notebooks that trainees fetch."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses import access, events
from courses.registry import CourseRun, EventKind, Lab, Release
from grader.exchange.notebooks import check_notebook
from grader.exchange.places import lab_of, require_instructor, run_of, trainee_enrolment
from grader.exchange.policy import Desk
from grader.exchange.refusals import Refusal, size_text

# What an instructor uploads replaces this one; the others were made from an older text.
MAIN_LANGUAGE = "ko"


def fetch(desk: Desk, username: str, run_code: str, lab_code: str, now: datetime) -> bytes:
    """The release in the caller's language (else in the other one); records FETCHED."""
    with desk.registry.session() as session:
        if not access.instructs(session, username, run_code):
            trainee_enrolment(session, username, run_code)
        run = run_of(session, run_code)
        lab = lab_of(session, run, lab_code)
        if not lab.offered:
            raise Refusal("not-offered", lab=lab_code)
        person = access.person_of(session, username)
        release = _best(session, run, lab, person.language if person else MAIN_LANGUAGE)
        if release is None:
            raise Refusal("not-released", lab=lab_code)
        detail = {"language": release.language}
        events.record(session, EventKind.FETCHED, now, person=person, run=run, lab=lab, detail=detail)
        blob = release.blob
    return desk.store.get(blob)


def _best(session: Session, run: CourseRun, lab: Lab, language: str) -> Release | None:
    found = {release.language: release for release in _all(session, run, lab)}
    return found.get(language) or found.get(MAIN_LANGUAGE) or next(iter(found.values()), None)


def _all(session: Session, run: CourseRun, lab: Lab) -> list[Release]:
    chosen = select(Release).where(Release.run_id == run.id, Release.lab_id == lab.id)
    return list(session.scalars(chosen.order_by(Release.language)))


def store_release(session: Session, run: CourseRun, lab: Lab, language: str, blob: str, now: datetime) -> bool:
    """Set the release of one language; False where it had this content already."""
    current = {release.language: release for release in _all(session, run, lab)}.get(language)
    if current is not None and current.blob == blob:
        return False
    if current is None:
        session.add(Release(run_id=run.id, lab_id=lab.id, language=language, blob=blob, released_at=now))
    else:
        current.blob, current.released_at = blob, now
    session.flush()
    return True


def upload(desk: Desk, username: str, run_code: str, lab_code: str, content: bytes | None, now: datetime) -> bool:
    """An instructor releases a notebook; True where something changed.

    A changed notebook is the only release from then on: the other language's text would be stale.
    """
    with desk.registry.reading() as session:
        lab_of(session, require_instructor(session, username, run_code), lab_code)
    if content is None or len(content) > desk.policy.max_submission_bytes:
        raise Refusal("too-large", limit=size_text(desk.policy.max_submission_bytes))
    check_notebook(content)
    blob = desk.store.put(content)
    with desk.registry.session() as session:
        run = require_instructor(session, username, run_code)
        lab = lab_of(session, run, lab_code)
        changed = store_release(session, run, lab, MAIN_LANGUAGE, blob, now)
        if changed:
            for release in _all(session, run, lab):
                if release.language != MAIN_LANGUAGE:
                    session.delete(release)
    return changed
