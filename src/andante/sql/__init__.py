"""Engines, transactions and statements for SQLite and PostgreSQL, without any knowledge of the product."""
