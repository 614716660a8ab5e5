"""Invitations: one use, expiring, and nothing in the database that opens a door."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from courses import invitations
from courses.errors import InvitationRefused
from courses.registry import Account, Invitation, Registry
from tests.courses.builders import a_cohort, a_person


def _invited(registry: Registry, now: datetime) -> str:
    with registry.session() as session:
        return invitations.invite(session, a_person(session, "kim", now), now, days=14, created_by="test")


def test_an_invitation_opens_one_account_once(any_registry: Registry, now: datetime) -> None:
    token = _invited(any_registry, now)
    with any_registry.session() as session:
        assert invitations.redeem(session, token, now).username == "kim"
    with any_registry.session() as session, pytest.raises(InvitationRefused) as caught:
        invitations.redeem(session, token, now)
    assert caught.value.code == "used"


def test_the_token_itself_is_not_stored(registry: Registry, now: datetime) -> None:
    token = _invited(registry, now)
    with registry.reading() as session:
        stored = session.scalars(select(Invitation)).one()
    assert token not in str(vars(stored))
    assert len(stored.token_hash) == 64


@pytest.mark.parametrize(("days", "code"), [(13.9, None), (14.1, "expired")])
def test_an_invitation_expires(registry: Registry, now: datetime, days: float, code: str | None) -> None:
    token = _invited(registry, now)
    later = now + timedelta(days=days)
    with registry.reading() as session:
        if code is None:
            assert invitations.peek(session, token, later).person.username == "kim"
        else:
            with pytest.raises(InvitationRefused) as caught:
                invitations.peek(session, token, later)
            assert caught.value.code == code


def test_a_guessed_token_opens_nothing(registry: Registry, now: datetime) -> None:
    _invited(registry, now)
    with registry.reading() as session, pytest.raises(InvitationRefused) as caught:
        invitations.peek(session, "guess", now)
    assert caught.value.code == "unknown"


def test_a_disabled_person_can_not_use_an_invitation(registry: Registry, now: datetime) -> None:
    token = _invited(registry, now)
    with registry.session() as session:
        a_person(session, "kim", now).disabled = True
    with registry.session() as session, pytest.raises(InvitationRefused) as caught:
        invitations.redeem(session, token, now)
    assert caught.value.code == "disabled"


def test_a_new_invitation_voids_the_earlier_one(registry: Registry, now: datetime) -> None:
    first = _invited(registry, now)
    second = _invited(registry, now)
    with registry.session() as session, pytest.raises(InvitationRefused):
        invitations.redeem(session, first, now)
    with registry.session() as session:
        assert invitations.redeem(session, second, now).username == "kim"


def test_of_many_at_once_exactly_one_wins(any_registry: Registry, now: datetime) -> None:
    token = _invited(any_registry, now)
    wins: list[str] = []
    refusals: list[str] = []
    gate = threading.Barrier(6)

    def race() -> None:
        gate.wait()
        try:
            with any_registry.session() as session:
                wins.append(invitations.redeem(session, token, now).username)
        except InvitationRefused as refused:
            refusals.append(refused.code)

    threads = [threading.Thread(target=race) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (wins, refusals) == (["kim"], ["used"] * 5)


def test_a_cohort_is_invited_but_for_those_with_accounts(registry: Registry, now: datetime) -> None:
    with registry.session() as session:
        cohort = a_cohort(session)
        a_person(session, "kim", now, cohort)
        has = a_person(session, "lee", now, cohort)
        session.add(Account(person_id=has.id, password_hash="x", changed_at=now))
        session.flush()
        rows = invitations.invite_cohort(session, cohort, now, days=14, created_by="test")
    assert [row.username for row in rows] == ["kim"]


def test_the_csv_opens_in_a_korean_excel_and_holds_no_formula() -> None:
    rows = [invitations.InvitationRow("=1+1", "kim@example.com", "kim", "t0k")]
    content = invitations.csv_of(rows, lambda token: f"http://localhost/hub/invite/{token}")
    text = content.decode("utf-8-sig")
    assert content.startswith(b"\xef\xbb\xbf")
    assert "'=1+1,kim@example.com,kim,http://localhost/hub/invite/t0k" in text
