"""Models of the data's ledger: who agreed to which terms, and how often a release was mounted."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from courses.registry.base import Base


class DataAgreement(Base):
    """A trainee's agreement to a dataset's terms. `words_sha256` is over the words that were shown."""

    __tablename__ = "data_agreement"
    __table_args__ = (UniqueConstraint("person_id", "dataset", "words_sha256"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    dataset: Mapped[str] = mapped_column(String(64))
    terms: Mapped[str] = mapped_column(String(64))
    words_sha256: Mapped[str] = mapped_column(String(64))
    agreed_at: Mapped[datetime]


class DataMount(Base):
    """How often lab servers mounted a release for a run's lab, by (Korean) day. Names nobody."""

    __tablename__ = "data_mount"
    __table_args__ = (Index("ix_data_mount_dataset_day", "dataset", "day"),)

    run_id: Mapped[int] = mapped_column(ForeignKey("course_run.id"), primary_key=True)
    lab_id: Mapped[int] = mapped_column(ForeignKey("lab.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    release_sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    dataset: Mapped[str] = mapped_column(String(64))
    mounts: Mapped[int]
