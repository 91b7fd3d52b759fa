"""Computes periods from the configuration, and finds locked days. Callers check permissions."""

import datetime as dt
from collections.abc import Iterable

from andante.kit.call import Call
from andante.kit.clock import check_range, check_span
from andante.timekeeping.configuration import queries as configuration

from . import rules, store
from .rules import Period, PeriodLock


def periods_between(call: Call, start: dt.date, end: dt.date) -> list[Period]:
    """The periods that include a day from `start` to `end`, oldest first. Raises Invalid for more than ten years."""
    check_span(start, end)
    return rules.periods_between(start, end, configuration.current(call))


def period_containing(call: Call, day: dt.date) -> Period:
    return rules.period_containing(day, configuration.current(call))


def exact_period(call: Call, start: dt.date, end: dt.date | None) -> Period:
    """The period from `start` to `end`; without an end, the one that contains `start`. Raises Invalid if this is not a period."""
    check_range(start, end)
    return rules.exact_period(start, end, configuration.current(call))


def find_locked_days(call: Call, days: Iterable[tuple[str, dt.date]]) -> dict[tuple[str, dt.date], PeriodLock]:
    """The days that are in a locked period, each with its lock. Days are pairs of account id and date.

    Until the transaction ends, no other transaction can lock a period of these users, so the caller can write worklogs on the
    other days. The number of statements doesn't depend on the number of days.
    """
    requested = sorted(set(days))
    if not requested:
        return {}
    users, dates = {user for user, _ in requested}, [date for _, date in requested]
    store.lock_users_for_share(call.db, users)
    return rules.locked_days(requested, store.period_locks_between(call.db, users, min(dates), max(dates)))
