"""Feedback: the page that tells a trainee how a submission did."""

from __future__ import annotations

from datetime import datetime

from courses import access, events
from courses.registry import EventKind
from grader.cleaning import PageTooCostly, clean_elsewhere
from grader.exchange.places import lab_of, require_instructor, run_of, trainee_enrolment
from grader.exchange.policy import Desk
from grader.exchange.refusals import Refusal, invalid, size_text
from grader.exchange.submissions import one


def read(desk: Desk, username: str, run_code: str, lab_code: str, attempt: int, now: datetime) -> bytes:
    """The caller's own feedback for an attempt (HTML); records FEEDBACK_OPENED."""
    with desk.registry.session() as session:
        trainee_enrolment(session, username, run_code)
        run = run_of(session, run_code)
        lab = lab_of(session, run, lab_code)
        submission = one(session, run, lab, username, attempt)
        if not submission.feedback_blob:
            raise Refusal("no-feedback")
        person = access.person_of(session, username)
        detail = {"attempt": attempt}
        events.record(session, EventKind.FEEDBACK_OPENED, now, person=person, run=run, lab=lab, detail=detail)
        blob = submission.feedback_blob
    return desk.store.get(blob)


def upload(
    desk: Desk, username: str, run_code: str, lab_code: str, trainee: str, attempt: int, content: bytes | None
) -> None:
    """An instructor's tool (`nbgrader release_feedback`) hands back a feedback page."""
    with desk.registry.reading() as session:
        run = require_instructor(session, username, run_code)
        one(session, run, lab_of(session, run, lab_code), trainee, attempt)
    if content is None:
        raise Refusal("too-large", limit=size_text(desk.policy.max_feedback_bytes))
    blob = desk.store.put(_harmless(content))
    with desk.registry.session() as session:
        run = require_instructor(session, username, run_code)
        one(session, run, lab_of(session, run, lab_code), trainee, attempt).feedback_blob = blob


def _harmless(content: bytes) -> bytes:
    """The page, made harmless; refused unless it is HTML in UTF-8."""
    try:
        page = content.decode("utf-8")
    except UnicodeDecodeError:
        raise invalid("UTF-8이 아님", "it is not UTF-8") from None
    if "<html" not in page[:4096].lower():
        raise invalid("HTML이 아님", "it is not HTML")
    try:
        return clean_elsewhere(page).encode("utf-8")
    except PageTooCostly:
        raise invalid("너무 깊게 중첩된 HTML임", "its HTML is nested too deep") from None
