"""Whether plan approval is enabled, and the SQL condition for plans that the caller may see."""

from sqlalchemy.sql.elements import ColumnElement

from andante.kit.call import Call
from andante.organization.reach import queries as reach
from andante.scopes import Permission
from andante.timekeeping.configuration import queries as configuration

from . import store

VIEW_PERMISSIONS = (Permission.PLAN_VIEW, Permission.PLAN_MANAGE, Permission.PLAN_APPROVE)
"""Each of these permissions over a user allows seeing the user's plans."""


def approval_enabled(call: Call) -> bool:
    """Whether plan approval is enabled on this server."""
    return configuration.current(call).plan_approval_enabled


def visible(call: Call) -> list[ColumnElement[bool]]:
    """The conditions for plans that the caller may see: their own, those of users over whom they have a permission on any day of
    the plan, those that they review, and those of generic resources."""
    if call.may(*VIEW_PERMISSIONS):
        return []
    days = store.plans.c.start_date, store.last_possible_day
    return [store.of_resource_or_reviewed_by(call.me) | reach.within_reach_during(call, VIEW_PERMISSIONS, store.assignee, *days)]
