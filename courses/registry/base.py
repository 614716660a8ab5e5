"""What all models of the registry share: names of constraints, codes as short strings, times in UTC."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, DateTime, Enum, MetaData
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

from courses.registry.codes import (
    CountingAttempt,
    EnrolmentRole,
    EnrolmentStatus,
    EventKind,
    ExecutionState,
    Role,
    SubmissionState,
)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware datetime, kept in UTC on databases that know no time zones (SQLite) as on those that do."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a time zone can't be stored; pass an aware datetime")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _code(codes: type[Any]) -> Enum:
    """A code column: a short string with no database enum type, so that adding a code needs no migration."""
    return Enum(
        codes, native_enum=False, create_constraint=False, length=32, values_callable=lambda e: [m.value for m in e]
    )


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads it from the class
        datetime: UtcDateTime,
        dict[str, Any]: JSON,
        Role: _code(Role),
        EnrolmentRole: _code(EnrolmentRole),
        EnrolmentStatus: _code(EnrolmentStatus),
        CountingAttempt: _code(CountingAttempt),
        SubmissionState: _code(SubmissionState),
        ExecutionState: _code(ExecutionState),
        EventKind: _code(EventKind),
    }
