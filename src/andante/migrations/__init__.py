"""The history of the schema, as Alembic revisions. Never edited once landed."""
