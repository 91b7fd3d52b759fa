"""Registers the tables of the servlets."""

from sqlalchemy import Table

from .access import store as access
from .exports import store as exports

TABLES: list[Table] = [
    access.servlet_tokens,
    access.servlet_networks,
    exports.worklog_answers,
]
