"""Loads holidays for other domains. This needs no permission: all users may see all holidays."""

import datetime as dt
from collections.abc import Collection

from andante.kit.call import Call

from . import store
from .rules import HolidayRecord


def between(call: Call, scheme_ids: Collection[int], first: dt.date, last: dt.date) -> list[HolidayRecord]:
    """The holidays of several schemes that can fall in a range. `rules.by_day` computes on which days they fall."""
    return store.between(call.db, scheme_ids, first, last)
