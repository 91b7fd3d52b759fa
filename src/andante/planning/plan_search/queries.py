"""Sums planned time for other domains, without a permission check."""

import datetime as dt
from collections import Counter
from collections.abc import Collection

from andante.kit.call import Call
from andante.planning.plan_days import queries as plan_days

from . import store
from .rules import PlanSearch


def seconds_by_day(call: Call, account_ids: Collection[str], start: dt.date, end: dt.date) -> dict[str, Counter[dt.date]]:
    """The planned seconds of users by account id and day, without rejected plans, in a fixed number of statements."""
    search = PlanSearch(from_=start, to=end, account_ids=list(account_ids))
    plans = [plan for plan in store.matching(call.db, search, []) if plan.approval_status != "REJECTED"] if account_ids else []
    expand = plan_days.expander(call, plans, start, end)
    days: dict[str, Counter[dt.date]] = {account_id: Counter() for account_id in account_ids}
    for plan in plans:
        days[str(plan.account_id)].update(expand(plan).days)
    return days
