"""Run by Alembic: the migration's statements, on the connection that the register hands over."""

from __future__ import annotations

from alembic import context

from traceability.register.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,
)
context.run_migrations()
