"""Runs the migrations on the connection that `assessment.storage.engine` hands over."""

from alembic import context
from sqlmodel import SQLModel

import assessment.storage.tables  # noqa: F401 - fills the metadata

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=SQLModel.metadata,
    render_as_batch=True,  # SQLite cannot alter a column in place
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
