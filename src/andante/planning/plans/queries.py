"""Whether plan approval is enabled, and the SQL condition for plans that the caller may see."""

import datetime as dt

from sqlalchemy import func
from sqlalchemy.sql.elements import ColumnElement

from andante.kit.call import Call
from andante.organization.reach import queries as reach
from andante.scopes import Permission
from andante.timekeeping.configuration import queries as configuration

from . import store
from .store import PlanAccess as PlanAccess

VIEW_PERMISSIONS = (Permission.PLAN_VIEW, Permission.PLAN_MANAGE, Permission.PLAN_APPROVE)
"""Each of these permissions over a user allows seeing the user's plans."""


def approval_enabled(call: Call) -> bool:
    """Whether plan approval is enabled on this server."""
    return configuration.current(call).plan_approval_enabled


def visible(call: Call, plan: PlanAccess = store.access) -> list[ColumnElement[bool]]:
    """The conditions for plans that the caller may see: their own, those of users over whom they have a permission on any day of the plan,
    those that they review, and those of generic resources. By default they are rows of the table."""
    if call.may(*VIEW_PERMISSIONS):
        return []
    days = plan.first_day, func.coalesce(plan.last_day, dt.date.max)
    reached = reach.within_reach_during(call, VIEW_PERMISSIONS, plan.assignee, *days)
    return [store.of_resource_or_reviewed_by(call.me, plan) | reached]
