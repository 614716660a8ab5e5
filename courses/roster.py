"""Enrol the people of a roster: decide for every row first, then change everything or nothing."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from courses import events, organising
from courses.errors import NotAllowed
from courses.registry import Cohort, Enrolment, EnrolmentRole, EnrolmentStatus, EventKind, Person, Registry
from courses.roster_reading import RosterFile, RosterRow, read_roster

ROLES = {
    "": EnrolmentRole.TRAINEE,
    "교육생": EnrolmentRole.TRAINEE,
    "수강생": EnrolmentRole.TRAINEE,
    "trainee": EnrolmentRole.TRAINEE,
    "강사": EnrolmentRole.INSTRUCTOR,
    "instructor": EnrolmentRole.INSTRUCTOR,
}
LANGUAGES = {"": "ko", "ko": "ko", "한국어": "ko", "korean": "ko", "en": "en", "영어": "en", "english": "en"}


@dataclass(frozen=True)
class Rejected:
    """Why a row can't be enrolled. `row` counts as the spreadsheet does."""

    row: int
    column: str
    saw: str
    expected_ko: str
    expected_en: str


@dataclass(frozen=True)
class Entry:
    """What a good row asks for."""

    row: int
    name: str
    email: str
    username: str
    role: EnrolmentRole
    organisation: str
    language: str


@dataclass(frozen=True)
class RosterReport:
    """The same for a dry run and for the real one; `applied` says whether anything was written."""

    new: tuple[Entry, ...] = ()
    changed: tuple[Entry, ...] = ()
    unchanged: tuple[Entry, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    ignored_columns: tuple[str, ...] = ()
    applied: bool = False


@dataclass
class _Known:
    """What the registry holds that rows are compared with; read once for the whole file."""

    by_email: dict[str, Person]
    usernames: dict[str, str]
    enrolled: dict[tuple[int, EnrolmentRole], Enrolment]
    free_places: int
    emails_seen: dict[str, int] = field(default_factory=dict)


def enrol(
    registry: Registry,
    cohort_code: str,
    source: Path | tuple[str, bytes],
    now: datetime,
    *,
    dry_run: bool = False,
    skip_rejected: bool = False,
    by: str = "cli",
    restrict_to_centres: frozenset[int] | None = None,
) -> RosterReport:
    """Enrol a roster in a cohort. One rejected row changes no row, unless `skip_rejected`.

    `restrict_to_centres`: ids of the centres that the caller administers; None for an operator.
    """
    file = read_roster(source)
    with registry.reading() if dry_run else registry.session() as session:
        cohort: Cohort = organising.by_code(session, Cohort, "cohort", cohort_code)
        if restrict_to_centres is not None and cohort.centre_id not in restrict_to_centres:
            raise NotAllowed(f"{by} doesn't administer the cohort {cohort_code}.", "Choose a cohort of your centre.")
        report = decide(session, cohort, file)
        if dry_run or (report.rejected and not skip_rejected):
            return report
        _apply(session, cohort, report, now, by)
        return replace(report, applied=True)


def decide(session: Session, cohort: Cohort, file: RosterFile) -> RosterReport:
    """Sort every row of a roster into new, changed, unchanged and rejected; changes nothing."""
    known = _read_known(session, cohort)
    new: list[Entry] = []
    changed: list[Entry] = []
    unchanged: list[Entry] = []
    rejected: list[Rejected] = []
    for row in file.rows:
        entry = _read_entry(row, known)
        if isinstance(entry, Rejected):
            rejected.append(entry)
            continue
        person = known.by_email.get(entry.email)
        enrolment = known.enrolled.get((person.id, entry.role)) if person else None
        if enrolment is None:
            if entry.role is EnrolmentRole.TRAINEE:
                if known.free_places < 1:
                    rejected.append(_full(row, cohort))
                    continue
                known.free_places -= 1
            new.append(entry)
        elif person is not None and _differs(entry, person, enrolment):
            changed.append(entry)
        else:
            unchanged.append(entry)
    return RosterReport(tuple(new), tuple(changed), tuple(unchanged), tuple(rejected), file.ignored_columns)


def _read_known(session: Session, cohort: Cohort) -> _Known:
    people = session.scalars(select(Person)).all()
    enrolments = session.scalars(select(Enrolment).where(Enrolment.cohort_id == cohort.id)).all()
    trainees = session.scalar(
        select(func.count())
        .select_from(Enrolment)
        .where(Enrolment.cohort_id == cohort.id, Enrolment.role == EnrolmentRole.TRAINEE)
        .where(Enrolment.status != EnrolmentStatus.WITHDRAWN)
    )
    return _Known(
        by_email={person.email.lower(): person for person in people},
        usernames={person.username: person.email.lower() for person in people},
        enrolled={(enrolment.person_id, enrolment.role): enrolment for enrolment in enrolments},
        free_places=cohort.capacity - (trainees or 0),
    )


def _read_entry(row: RosterRow, known: _Known) -> Entry | Rejected:
    if row.formulas:
        column = min(row.formulas)
        return Rejected(row.row, column, row[column][:80], "수식이 아닌 값", "a value, not a formula")
    if not row["name"] or len(row["name"]) > 200:
        return Rejected(row.row, "name", row["name"][:80], "이름 (1~200자)", "a name of 1 to 200 characters")
    try:
        address = validate_email(row["email"], check_deliverability=False, test_environment=True).normalized.lower()
    except EmailNotValidError:
        return Rejected(row.row, "email", row["email"][:80], "이메일 주소", "an e-mail address")
    if address in known.emails_seen:
        first = known.emails_seen[address]
        return Rejected(row.row, "email", address, f"{first}행과 다른 이메일", f"another e-mail than row {first}")
    known.emails_seen[address] = row.row
    if row["role"].lower() not in ROLES:
        return Rejected(row.row, "role", row["role"][:80], "교육생 또는 강사", "trainee or instructor")
    if row["language"].lower() not in LANGUAGES:
        return Rejected(row.row, "language", row["language"][:80], "ko 또는 en", "ko or en")
    person = known.by_email.get(address)
    if person is not None and person.disabled:
        return Rejected(row.row, "email", address, "사용 중지되지 않은 계정", "an account that is not disabled")
    username = person.username if person else row["username"].lower() or _free_username(address, known)
    if row["username"] and person is not None and row["username"].lower() != person.username:
        expected = person.username
        return Rejected(row.row, "username", row["username"][:80], f"{expected} (바꿀 수 없음)", f"{expected} (fixed)")
    if not organising.USERNAME.fullmatch(username):
        return Rejected(
            row.row, "username", username[:80], "영문 소문자로 시작하는 2~32자", "2 to 32 characters, first a-z"
        )
    if known.usernames.get(username, address) != address:
        return Rejected(row.row, "username", username, "다른 사람이 쓰지 않는 아이디", "a user name nobody else has")
    known.usernames[username] = address
    return Entry(
        row=row.row,
        name=row["name"],
        email=address,
        username=username,
        role=ROLES[row["role"].lower()],
        organisation=row["organisation"][:200],
        language=LANGUAGES[row["language"].lower()],
    )


def _free_username(address: str, known: _Known) -> str:
    """A user name from the e-mail's local part, with a number behind it where that is taken."""
    plain = unicodedata.normalize("NFKD", address.partition("@")[0]).encode("ascii", "ignore").decode()
    base = re.sub(r"[^a-z0-9._-]", "", plain.lower()).lstrip("0123456789._-")[:26] or "user"
    if len(base) < 2:
        base += "0"
    candidate, number = base, 1
    while candidate in known.usernames:
        number += 1
        candidate = f"{base}{number}"
    return candidate


def _full(row: RosterRow, cohort: Cohort) -> Rejected:
    return Rejected(
        row.row, "role", row["name"][:80], f"정원 {cohort.capacity}명 이내", f"within the capacity of {cohort.capacity}"
    )


def _differs(entry: Entry, person: Person, enrolment: Enrolment) -> bool:
    return (
        (entry.name, entry.organisation, entry.language) != (person.name, person.organisation, person.language)
    ) or enrolment.status == EnrolmentStatus.WITHDRAWN


def _apply(session: Session, cohort: Cohort, report: RosterReport, now: datetime, by: str) -> None:
    people = {person.email.lower(): person for person in session.scalars(select(Person))}
    for entry in (*report.new, *report.changed):
        person = people.get(entry.email)
        if person is None:
            person = people[entry.email] = Person(username=entry.username, email=entry.email, created_at=now)
            session.add(person)
        person.name, person.organisation, person.language = entry.name, entry.organisation, entry.language
    session.flush()
    held = {
        (enrolment.person_id, enrolment.role): enrolment
        for enrolment in session.scalars(select(Enrolment).where(Enrolment.cohort_id == cohort.id))
    }
    for entry in (*report.new, *report.changed):
        person = people[entry.email]
        enrolment = held.get((person.id, entry.role))
        if enrolment is None:
            session.add(Enrolment(cohort_id=cohort.id, person_id=person.id, role=entry.role, enrolled_at=now))
        else:
            enrolment.status = EnrolmentStatus.ACTIVE
    for entry in report.new:
        detail = {"cohort": cohort.code, "role": entry.role.value, "by": by}
        events.record(session, EventKind.ENROLLED, now, person=people[entry.email], detail=detail)
    session.flush()
