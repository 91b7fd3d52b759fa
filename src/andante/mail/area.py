"""Registers the table and the jobs of e-mail."""

from typing import Any

from sqlalchemy import Table

from andante.kit.jobs import Job

from .messages import actions as messages
from .messages import store as messages_store

TABLES: list[Table] = [messages_store.mails]
JOBS: list[Job[Any]] = [messages.SEND, messages.REMOVE_OLD]
