"""Trainees' agreements to the terms of data, and how often releases were mounted."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "data_agreement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("dataset", sa.String(length=64), nullable=False),
        sa.Column("terms", sa.String(length=64), nullable=False),
        sa.Column("words_sha256", sa.String(length=64), nullable=False),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_data_agreement_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_agreement")),
        sa.UniqueConstraint(
            "person_id", "dataset", "words_sha256", name=op.f("uq_data_agreement_person_id_dataset_words_sha256")
        ),
    )
    op.create_index(op.f("ix_data_agreement_person_id"), "data_agreement", ["person_id"])
    op.create_table(
        "data_mount",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("lab_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("release_sha256", sa.String(length=64), nullable=False),
        sa.Column("dataset", sa.String(length=64), nullable=False),
        sa.Column("mounts", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["lab_id"], ["lab.id"], name=op.f("fk_data_mount_lab_id_lab")),
        sa.ForeignKeyConstraint(["run_id"], ["course_run.id"], name=op.f("fk_data_mount_run_id_course_run")),
        sa.PrimaryKeyConstraint("run_id", "lab_id", "day", "release_sha256", name=op.f("pk_data_mount")),
    )
    op.create_index("ix_data_mount_dataset_day", "data_mount", ["dataset", "day"])
