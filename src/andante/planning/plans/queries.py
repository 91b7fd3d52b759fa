"""Reads on plans for other domains, without a permission check."""

from sqlalchemy.sql.elements import ColumnElement

from andante.kit.call import Call
from andante.organization.reach import queries as reach
from andante.scopes import Permission
from andante.timekeeping.configuration import queries as configuration

from . import store

MAY_VIEW = (Permission.PLAN_VIEW, Permission.PLAN_MANAGE, Permission.PLAN_APPROVE)
"""Each of these permissions allows viewing plans."""


def approval_enabled(call: Call) -> bool:
    """Whether plan approval is enabled on this server."""
    return configuration.current(call).plan_approval_enabled


def visible(call: Call) -> list[ColumnElement[bool]]:
    """The conditions that a plan must meet to be visible to the caller. Visible are the caller's own plans, those of users
    whom the caller may view on any day of the plan, those that the caller reviews, and those of generic resources."""
    if call.may(*MAY_VIEW):
        return []
    days = store.plans.c.start_date, store.last_possible_day
    return [store.of_resource_or_reviewed_by(call.me) | reach.within_reach_during(call, MAY_VIEW, store.assignee, *days)]
