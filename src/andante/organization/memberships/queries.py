"""Finds the members of a team on given days, without a permission check."""

import datetime as dt

from sqlalchemy.sql.elements import ColumnElement

from andante.kit.call import Call
from andante.organization.teams.rules import MembershipRecord, TeamRecord

from . import store


def was_member(call: Call, team: TeamRecord, person: ColumnElement[str], day: ColumnElement[dt.date]) -> ColumnElement[bool]:
    """The condition that a person was in the team on a day."""
    return store.was_member(team.id, store.people_of(call.db, team.id), person, day)


def members_during(call: Call, team: TeamRecord, first: dt.date, last: dt.date) -> list[str]:
    """The account ids of the users who were in the team on any of these days."""
    return store.members_during(call.db, team.id, first, last)


def of_user_in_team(call: Call, team_id: int, account_id: str) -> list[MembershipRecord]:
    """All memberships of a user in a team, oldest first."""
    return store.memberships_of(call.db, team_id, account_id)
