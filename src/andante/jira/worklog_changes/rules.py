"""Changes of worklogs, and the period in which they are listed."""

import datetime as dt
from typing import NamedTuple

from andante.kit import clock
from andante.kit.clock import Instant

UNSETTLED_SECONDS = 60
"""Changes become visible when they are committed, perhaps in another order than that of their times. A reader that continues after
the last change would miss those that appear later. So the last minute is left out, as in Jira."""


class WorklogChange(NamedTuple):
    """The Jira id of a worklog, and when it was changed or deleted."""

    jira_id: int
    at: Instant


class Period(NamedTuple):
    """The times after `start` and up to `end`."""

    start: Instant
    end: Instant


def listed_period(since: int, now: Instant) -> Period:
    """The period in which changes are listed. `since` is in milliseconds since 1970. Times have whole seconds."""
    start = clock.instant(dt.datetime.fromtimestamp(since // 1000, dt.UTC))
    return Period(start, clock.later(now, -UNSETTLED_SECONDS))


def milliseconds(at: Instant) -> int:
    """The milliseconds since 1970."""
    return round(dt.datetime.fromisoformat(at).timestamp()) * 1000
