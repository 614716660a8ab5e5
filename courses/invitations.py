"""One-time invitations. Whoever holds the token gets the account, so only its SHA-256 is kept."""

from __future__ import annotations

import csv
import hashlib
import io
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session, joinedload

from courses import events
from courses.errors import InvitationRefused
from courses.registry import Account, Cohort, Enrolment, EnrolmentStatus, EventKind, Invitation, Person

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class InvitationRow:
    name: str
    email: str
    username: str
    token: str


def invite(
    session: Session, person: Person, now: datetime, days: int, created_by: str, *, signs_in: bool = False
) -> str:
    """A new token for a person; earlier unused ones of the same kind stop working."""
    session.execute(
        update(Invitation)
        .where(Invitation.person_id == person.id, Invitation.used_at.is_(None), Invitation.signs_in == signs_in)
        .values(used_at=now)
    )
    token = secrets.token_urlsafe(32)
    session.add(
        Invitation(
            token_hash=_hash(token),
            person_id=person.id,
            created_at=now,
            expires_at=now + timedelta(days=days),
            created_by=created_by,
            signs_in=signs_in,
        )
    )
    events.record(session, EventKind.INVITED, now, person=person, detail={"by": created_by})
    return token


def peek(session: Session, token: str, now: datetime) -> Invitation:
    """The invitation behind a token, without using it; InvitationRefused with the reason otherwise."""
    found = session.scalars(
        select(Invitation).where(Invitation.token_hash == _hash(token)).options(joinedload(Invitation.person))
    ).one_or_none()
    if found is None:
        raise InvitationRefused("unknown")
    if found.used_at is not None:
        raise InvitationRefused("used")
    if found.expires_at <= now:
        raise InvitationRefused("expired")
    if found.person.disabled:
        raise InvitationRefused("disabled")
    return found


def redeem(session: Session, token: str, now: datetime) -> Person:
    """Use a token up. Of two at the same moment one wins: the update only takes an unused row."""
    invitation = peek(session, token, now)
    used = session.execute(
        update(Invitation)
        .where(Invitation.id == invitation.id, Invitation.used_at.is_(None))
        .values(used_at=now)
        .returning(Invitation.id)
    )
    if used.first() is None:
        raise InvitationRefused("used")
    return invitation.person


def invite_cohort(
    session: Session, cohort: Cohort, now: datetime, *, days: int, created_by: str
) -> list[InvitationRow]:
    """Invite everybody of a cohort who has no account yet."""
    people = session.scalars(
        select(Person)
        .join(Enrolment)
        .outerjoin(Account)
        .where(Enrolment.cohort_id == cohort.id, Enrolment.status != EnrolmentStatus.WITHDRAWN)
        .where(Account.person_id.is_(None), ~Person.disabled)
        .distinct()
        .order_by(Person.id)
    ).all()
    return [
        InvitationRow(p.name, p.email, p.username, invite(session, p, now, days=days, created_by=created_by))
        for p in people
    ]


def csv_of(rows: list[InvitationRow], link_of: Callable[[str], str]) -> bytes:
    """The rows as a CSV that a Korean Excel opens as UTF-8. A cell that would be a formula is defused."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["이름 name", "이메일 email", "아이디 username", "초대 주소 invitation link"])
    for row in rows:
        writer.writerow([_defused(row.name), _defused(row.email), _defused(row.username), link_of(row.token)])
    return ("\ufeff" + text.getvalue()).encode()


def _defused(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
