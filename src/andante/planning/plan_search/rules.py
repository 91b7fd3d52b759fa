"""The filters of a search for plans."""

import datetime as dt
from collections.abc import Sequence

from msgspec import Struct


class PlanSearch(Struct, frozen=True, kw_only=True):
    """A plan must match every field that is set, and one of its values. Users and generic resources count as one field, and
    so do issues and projects. The dates match plans that overlap the range, from the first to the last occurrence."""

    from_: dt.date | None = None
    to: dt.date | None = None
    account_ids: Sequence[str] = ()
    generic_resource_ids: Sequence[int] = ()
    assignee_types: Sequence[str] = ()
    plan_ids: Sequence[int] = ()
    issues: Sequence[int | str] = ()
    projects: Sequence[int | str] = ()
    item_ids: Sequence[int] = ()
    item_types: Sequence[str] = ()
    updated_from: str | None = None
