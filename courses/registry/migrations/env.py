"""Alembic's environment: the connection is handed in by `Registry.migrate`."""

from alembic import context

from courses.registry import Base
from courses.registry.base import UtcDateTime


def render_item(kind, item, _autogen):
    """Write a UtcDateTime as the plain column type, so that old revisions don't depend on our models."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UtcDateTime) else False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
    render_item=render_item,
)
with context.begin_transaction():
    context.run_migrations()
