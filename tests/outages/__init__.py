"""Outages of the database: every entry point returns 503, and works again afterwards."""
