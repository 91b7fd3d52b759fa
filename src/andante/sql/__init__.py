"""Engines, transactions and statements for SQLite and PostgreSQL, independent of the product."""
