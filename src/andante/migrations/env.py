"""Runs migrations with Alembic, on the connection from `andante.schema`."""

from alembic import context

from andante.schema import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, render_as_batch=True, transaction_per_migration=False)
with context.begin_transaction():
    context.run_migrations()
