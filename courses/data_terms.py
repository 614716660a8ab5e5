"""A dataset's terms, agreed to by each trainee before its first use; and how often releases are mounted.

No lab server of a trainee starts while the terms of a dataset that their labs work with are open. An agreement holds
for the words that were shown: when a card's terms change, it is asked for anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from courses import access
from courses.errors import InvalidEntry
from courses.receipts import SEOUL
from courses.registry import CourseLab, CourseRun, DataAgreement, DataMount, EnrolmentRole, Lab
from sandbox_data import pledge, versions
from sandbox_data.cards import CATALOGUE, Card, read_card


@dataclass(frozen=True)
class OpenTerms:
    """A dataset whose terms a trainee has not agreed to yet, and the digest of the words to show."""

    card: Card
    digest: str


def open_terms(session: Session, username: str, catalogue: Path = CATALOGUE) -> list[OpenTerms]:
    """What `username` must agree to first, by name: datasets of the offered labs of their runs as a trainee."""
    person = access.person_of(session, username)
    runs = access.runs_of(session, username, EnrolmentRole.TRAINEE)
    if person is None or not runs:
        return []
    found = []
    for name in sorted({lab.dataset for _, lab in _labs_of(session, runs)}):
        card = _card(name, catalogue)
        agreed = select(DataAgreement.id).where(
            DataAgreement.person_id == person.id,
            DataAgreement.dataset == name,
            DataAgreement.words_sha256 == pledge.digest(card.terms),
        )
        if session.scalars(agreed).first() is None:
            found.append(OpenTerms(card, pledge.digest(card.terms)))
    return found


def agree(
    session: Session, username: str, agreed: Mapping[str, str], now: datetime, catalogue: Path = CATALOGUE
) -> list[str]:
    """Record that a trainee agrees to the words with these digests, by dataset. Returns what was recorded.

    Raises InvalidEntry when the words have changed since they were shown: they are to be read again.
    """
    person = access.person_of(session, username)
    recorded = []
    if person is None:
        return []
    for terms in open_terms(session, username, catalogue):
        shown = agreed.get(terms.card.name)
        if shown is None:
            continue
        if shown != terms.digest:
            raise InvalidEntry(
                f"{terms.card.name}: 이용 조건이 바뀌었습니다 / its terms have changed meanwhile.",
                "다시 읽고 동의하십시오 / Read them again and agree.",
            )
        agreement = DataAgreement(
            person_id=person.id,
            dataset=terms.card.name,
            terms=terms.card.terms.spdx,
            words_sha256=terms.digest,
            agreed_at=now,
        )
        if _added(session, agreement):
            recorded.append(terms.card.name)
    return recorded


def count_mounts(session: Session, username: str, released: Path, now: datetime) -> None:
    """Count a lab server that starts: one mount of each served dataset for each of the person's runs and offered labs.

    The day is Korean; the release is named by the SHA-256 of its table. Nothing of the person is kept.
    """
    runs = access.runs_of(session, username)
    day = now.astimezone(SEOUL).date()
    places = _labs_of(session, runs)
    served = {lab.dataset: versions.digest(released, lab.dataset) for _, lab in places}
    for run, lab in places:
        release = served[lab.dataset]
        if release is None:
            continue
        row = DataMount(run_id=run.id, lab_id=lab.id, day=day, release_sha256=release, dataset=lab.dataset, mounts=1)
        if not _counted(session, row) and not _added(session, row):
            _counted(session, row)


def _added(session: Session, row: DataAgreement | DataMount) -> bool:
    """Add the row; False when somebody has added the same at this moment (a double click, a class that starts)."""
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        return False
    return True


def _counted(session: Session, row: DataMount) -> bool:
    """Add one to the row that is there; False when there is none."""
    key = (DataMount.run_id == row.run_id, DataMount.lab_id == row.lab_id, DataMount.day == row.day)
    counted = update(DataMount).where(*key, DataMount.release_sha256 == row.release_sha256)
    found = session.execute(counted.values(mounts=DataMount.mounts + 1).returning(DataMount.run_id))
    return found.first() is not None


def _card(name: str, catalogue: Path) -> Card:
    """Read once for each state of its file: a class that starts together asks for the same few cards."""
    path = catalogue / f"{name}.toml"
    return _read(name, catalogue, path.stat().st_mtime_ns if path.is_file() else 0)


@lru_cache(maxsize=64)
def _read(name: str, catalogue: Path, _modified: int) -> Card:
    return read_card(name, catalogue)


def _labs_of(session: Session, runs: Iterable[CourseRun]) -> list[tuple[CourseRun, Lab]]:
    """The runs' labs that are offered and have a dataset."""
    found = []
    for run in runs:
        query = select(Lab).join(CourseLab, CourseLab.lab_id == Lab.id).where(CourseLab.course_id == run.course_id)
        query = query.where(Lab.offered, Lab.dataset != "").order_by(Lab.id)
        found += [(run, lab) for lab in session.scalars(query)]
    return found
