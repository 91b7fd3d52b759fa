"""Loads holidays, and the members of their schemes, for other domains. This needs no permission: all users may see them."""

import datetime as dt
from collections.abc import Collection

from andante.kit.call import Call

from . import store
from .rules import HolidayRecord


def between(call: Call, scheme_ids: Collection[int], first: dt.date, last: dt.date) -> list[HolidayRecord]:
    """The holidays of several schemes that can fall in a range. `rules.by_day` computes on which days they fall."""
    return store.between(call.db, scheme_ids, first, last)


def members(call: Call, scheme_id: int) -> list[str]:
    """The account ids of a scheme's members. Empty if the scheme doesn't exist."""
    scheme = store.scheme_by_id(call.db, scheme_id)
    return store.HOLIDAYS.all_members(call.db, scheme_id, is_default=scheme.is_default) if scheme else []
