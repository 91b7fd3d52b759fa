"""Data from other systems: what this area adds to the server."""

from sqlalchemy import Table

from .mirror import store as mirror

TABLES: list[Table] = [
    mirror.mirror_sources,
    mirror.mirrored,
    mirror.mirror_marks,
]
