"""Reports on the wire: an extension of ours, apart from the API of Tempo."""

import datetime as dt
from typing import Literal

from andante.kit.operation import Group
from andante.kit.refs import UserRef
from andante.kit.wire import DateSpan, Id, Key, Results, Wire
from andante.scopes import Scope

REPORTS = Group("Reports", view=Scope.REPORTS_VIEW, manage=Scope.REPORTS_VIEW)

GroupedBy = Literal["USER", "TEAM"]


class ReportFilter(DateSpan, frozen=True, kw_only=True):
    """Both ends belong to it. Several values of one parameter widen, different parameters narrow. With `teamId` only the
    days count on which people are in one of these teams. Without either, everybody whom the caller may view."""

    account_id: list[Key] = []
    team_id: list[Id] = []
    grouped_by: GroupedBy = "USER"


class ReportedTeam(Wire, kw_only=True):
    self_: str
    id: int
    name: str


class PlannedAndLogged(Wire, kw_only=True):
    """One week, or what the range has of it, of one `user` or one `team`."""

    from_: dt.date
    to: dt.date
    user: UserRef | None = None
    team: ReportedTeam | None = None
    planned_seconds: int
    logged_seconds: int


class Capacity(Wire, kw_only=True):
    """One week, or what the range has of it, of one `user` or one `team`. `requiredSeconds` are those of the schedules,
    `committedSeconds` what the memberships commit of them, `capacitySeconds` what is left of that beside what is planned:
    less than zero where more is planned."""

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
    """Retrieve planned against logged time, by week, of people or teams.

    Over the days on which the caller may view both. Rejected plans do not count. Time of somebody who is in two teams
    counts in both. Weeks begin on the configured day; those without any time are left out."""


@REPORTS.reads("GET", "/4-andante/reports/capacity")
def get_capacity(filter: ReportFilter) -> Results[Capacity]:
    """Retrieve what people or teams have left beside what is planned, by week.

    Of people, the commitments to the teams asked for count together, to no more than all of the schedule; without
    `teamId`, all of the schedule. Of a team, each member with their commitment. Rejected plans do not count; planned time
    of somebody who is in two teams counts in both."""
