"""Reports in the API. Tempo doesn't have these operations."""

import datetime as dt
from typing import Literal

from andante.kit.operation import Group
from andante.kit.refs import UserRef
from andante.kit.wire import DateSpan, Ids, Keys, Results, Wire
from andante.scopes import Scope

REPORTS = Group("Reports", view=Scope.REPORTS_VIEW, manage=Scope.REPORTS_VIEW)

GroupedBy = Literal["USER", "TEAM"]


class ReportFilter(DateSpan, frozen=True, kw_only=True):
    """The range includes both dates. A user must match every parameter that is set, and one of its values. With `teamId`, only
    days on which the user is in one of these teams count. Without `accountId` and `teamId`, the report covers all users whose
    time the caller may view."""

    account_id: Keys = []
    team_id: Ids = []
    grouped_by: GroupedBy = "USER"


class ReportedTeam(Wire, kw_only=True):
    self_: str
    id: int
    name: str


class PlannedAndLogged(Wire, kw_only=True):
    """One week of a `user` or a `team`, cut to the range."""

    from_: dt.date
    to: dt.date
    user: UserRef | None = None
    team: ReportedTeam | None = None
    planned_seconds: int
    logged_seconds: int


class Capacity(Wire, kw_only=True):
    """One week of a `user` or a `team`, cut to the range. `requiredSeconds` come from the user schedules, and
    `committedSeconds` are the part of them that memberships commit to teams. `capacitySeconds` are the committed seconds
    minus the planned ones; they are negative if more is planned."""

    from_: dt.date
    to: dt.date
    user: UserRef | None = None
    team: ReportedTeam | None = None
    required_seconds: int
    committed_seconds: int
    planned_seconds: int
    capacity_seconds: int


@REPORTS.reads("GET", "/4-andante/reports/planned-and-logged")
def get_planned_and_logged(filter: ReportFilter) -> Results[PlannedAndLogged]:
    """Retrieve planned and logged time of users or teams by week.

    A day counts only if the caller may view both the plans and the worklogs of that user and day. Rejected plans don't count.
    The time of a user who is in two teams counts for both. Weeks start on the configured day. Weeks without time are left
    out."""


@REPORTS.reads("GET", "/4-andante/reports/capacity")
def get_capacity(filter: ReportFilter) -> Results[Capacity]:
    """Retrieve the working time of users or teams that is left after plans, by week.

    For a user, the commitments to the requested teams are added, up to 100 percent; without `teamId`, the whole schedule
    counts. For a team, each member counts with their commitment. Rejected plans don't count. The planned time of a
    user who is in two teams counts for both."""
