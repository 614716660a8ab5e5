"""The registry's schema and its habits, on both databases."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError, StatementError

from courses.registry import Base, Centre, Enrolment, EnrolmentRole, Registry
from tests.courses.builders import a_person


def test_the_migrations_make_the_models(any_registry: Registry) -> None:
    with any_registry.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_migrating_again_changes_nothing(any_registry: Registry, now: datetime) -> None:
    with any_registry.session() as session:
        a_person(session, "kim", now)
    any_registry.migrate()
    with any_registry.reading() as session:
        assert len(session.execute(select(Base.metadata.tables["person"])).all()) == 1


def test_times_come_back_aware_and_naive_ones_are_refused(any_registry: Registry, now: datetime) -> None:
    with any_registry.session() as session:
        a_person(session, "kim", now)
    with any_registry.reading() as session:
        assert a_person(session, "kim", now).created_at == now
        assert a_person(session, "kim", now).created_at.tzinfo is UTC
    with pytest.raises((StatementError, ValueError)), any_registry.session() as session:
        a_person(session, "lee", now.replace(tzinfo=None))


def test_foreign_keys_hold(any_registry: Registry, now: datetime) -> None:
    with pytest.raises(IntegrityError), any_registry.session() as session:
        session.add(Enrolment(cohort_id=99, person_id=99, role=EnrolmentRole.TRAINEE, enrolled_at=now))


def test_an_error_leaves_nothing_behind(any_registry: Registry) -> None:
    def fail_half_way() -> None:
        with any_registry.session() as session:
            session.add(Centre(code="daegu", name_ko="대구", name_en="Daegu"))
            session.flush()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_half_way()
    with any_registry.reading() as session:
        assert session.scalars(select(Centre)).all() == []


def test_many_writers_wait_for_each_other_and_lose_nothing(any_registry: Registry) -> None:
    def write(number: int) -> None:
        for step in range(10):
            with any_registry.session() as session:
                session.scalars(select(Centre)).all()
                session.add(Centre(code=f"c{number}-{step}", name_ko="가", name_en="a"))

    threads = [threading.Thread(target=write, args=(n,)) for n in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with any_registry.reading() as session:
        assert len(session.scalars(select(Centre)).all()) == 50
