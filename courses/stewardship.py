"""What a data steward decides about a dataset, and what follows for the labs that work on it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from courses import access, curriculum
from courses.errors import NotAllowed
from courses.registry import Registry, Role
from sandbox_data.cards import Card
from sandbox_data.errors import NotReleased
from sandbox_data.gate import signing

STEWARDS = frozenset({Role.DATA_STEWARD, Role.OPERATOR})


def sign(registry: Registry, data_folder: Path, card: Card, username: str, report: str, now: datetime) -> list[str]:
    """Sign the report with the SHA-256 `report` in the person's name and offer the dataset's labs; their codes.

    Raises NotAllowed for anybody but a steward or operator, NotReleased with what is missing.
    """
    with registry.reading() as session:
        by = _steward(session, username)
    signing.sign(card, data_folder, by=by, how="dashboard", now=now, report_sha256=report)
    with registry.session() as session:
        return curriculum.offer_labs_on(session, card.name, True)


def withdraw(registry: Registry, data_folder: Path, card: Card, username: str, reason: str, now: datetime) -> list[str]:
    """Close a dataset at once; the codes of the labs that stop. Raises NotAllowed."""
    with registry.reading() as session:
        by = _steward(session, username)
    signing.withdraw(card, data_folder, by=by, how="dashboard", now=now, reason=reason)
    with registry.session() as session:
        return curriculum.offer_labs_on(session, card.name, False, NotReleased.__name__)


def _steward(session: Session, username: str) -> str:
    """Name and user name, as they stand beside a signature."""
    person = access.person_of(session, username)
    if person is None or not STEWARDS & access.roles_of(session, username):
        raise NotAllowed(f"{username}: 데이터 관리자만 서명하거나 철회합니다 / only a data steward signs or withdraws.")
    return f"{person.name} ({person.username})"
