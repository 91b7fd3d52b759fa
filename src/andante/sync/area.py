"""Registers what this area adds to the server: the tables of the mirror."""

from sqlalchemy import Table

from .mirror import store as mirror

TABLES: list[Table] = [
    mirror.mirror_sources,
    mirror.mirrored,
    mirror.mirror_marks,
]
