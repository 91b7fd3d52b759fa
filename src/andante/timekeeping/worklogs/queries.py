"""Reads worklogs for other domains, without a permission check, and builds the SQL condition that checks permissions."""

import datetime as dt
from collections.abc import Collection

from sqlalchemy.sql.elements import ColumnElement

from andante.kit.call import Call
from andante.organization.reach import queries as reach

from . import store
from .rules import VIEW_PERMISSIONS, LoggingRules


def visible(
    call: Call, author: ColumnElement[str] = store.worklogs.c.author_id, day: ColumnElement[dt.date] = store.worklogs.c.start_date
) -> list[ColumnElement[bool]]:
    """The conditions for worklogs that the caller may see. By default they are rows of the table.

    With a permission over everyone, these are all worklogs. Otherwise they are the caller's own, and those of members of teams
    over which the caller has a permission, on days when they were members.
    """
    if call.may(*VIEW_PERMISSIONS):
        return []
    return [reach.within_reach(call, VIEW_PERMISSIONS, author, day)]


def load_logging_rules(call: Call) -> LoggingRules:
    """Loads what worklogs are checked against: the configuration and the work attributes."""
    return LoggingRules(*store.configuration_and_attributes(call.db), call.now)


def seconds_by_day(call: Call, account_ids: Collection[str], first: dt.date, last: dt.date) -> dict[str, dict[dt.date, int]]:
    """The time spent by user and day, from the first to the last day. Days without worklogs are omitted."""
    days: dict[str, dict[dt.date, int]] = {account_id: {} for account_id in account_ids}
    for (account_id, day), seconds in store.seconds_by_day(call.db, list(account_ids), first, last).items():
        days[account_id][day] = seconds
    return days


def seconds_by_author(call: Call, authors: Collection[str], first: dt.date, last: dt.date) -> dict[str, int]:
    """The time spent by author, from the first to the last day. Authors without worklogs are omitted."""
    return store.seconds_by_author(call.db, authors, first, last)


def existing_import_keys(call: Call, keys: Collection[str]) -> set[str]:
    """Returns which of these import keys worklogs already have."""
    return store.existing_import_keys(call.db, keys)


def has_empty_value(call: Call) -> bool:
    """Whether any worklog has an attribute value that is empty text."""
    return store.has_empty_value(call.db)
