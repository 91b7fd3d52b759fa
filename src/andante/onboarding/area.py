"""Registers the table of the setup link."""

from sqlalchemy import Table

from .setup import store as setup

TABLES: list[Table] = [setup.setup_links]
