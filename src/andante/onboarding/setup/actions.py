"""Sets up a new server: creates its first administrator, and the beginning of the company."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from msgspec.structs import replace

from andante.directory.issues import actions as issues
from andante.directory.issues.wire import IssueInput
from andante.directory.people import actions as people
from andante.directory.people import queries as people_queries
from andante.directory.people.rules import UserRecord
from andante.directory.people.wire import UserInput
from andante.directory.projects import actions as projects
from andante.directory.projects.rules import ProjectRecord
from andante.directory.projects.wire import ProjectInput
from andante.identity.preferences import actions as preferences
from andante.identity.preferences.rules import PreferencesRecord
from andante.identity.signin import actions as signin
from andante.identity.signin import queries as signin_queries
from andante.kit import clock
from andante.kit.call import SYSTEM, Call
from andante.kit.changes import Action
from andante.kit.db import lock
from andante.kit.errors import FaultCode, Invalid, NotFound
from andante.kit.secrets import digest, new_secret
from andante.organization.memberships import actions as memberships
from andante.organization.memberships.wire import TeamMembershipInput
from andante.organization.permissions import actions as permissions
from andante.organization.teams import actions as teams
from andante.organization.teams.rules import TeamRecord
from andante.organization.teams.wire import TeamInput
from andante.schedules.calendars.country_holidays import holidays_of_country, language_of_holidays
from andante.schedules.holidays import actions as holidays
from andante.schedules.holidays.wire import HolidaySchemeInput
from andante.timekeeping.configuration import actions as configuration
from andante.timekeeping.favorites import actions as favorites

from . import queries, rules, store
from .wire import SetupInput

LINK_PREFIX = "andante_setup_"
YEARS_OF_HOLIDAYS = 3


def create_link(call: Call) -> str | None:
    """Creates the link for the setup page. Returns its secret. The link before stops working. None if there are users already."""
    call.require_administrator(to="create a link to set up the server")
    lock(call.db, "setup")
    if queries.has_users(call):
        return None
    secret = new_secret(LINK_PREFIX)
    store.replace_link(call.db, digest(secret), clock.later(call.now, rules.LINK_SECONDS))
    call.record(store.SETUP_LINK, 1, Action.CREATED)
    return secret


def set_up_with_link(call: Call, secret: str, values: dict[str, Any]) -> UserRecord:
    """Sets up the server for someone who opened its setup link, and uses the link up. Raises NotFound if the link isn't valid."""
    lock(call.db, "setup")
    queries.check_link(call, secret)
    input = rules.parse(values)
    if not store.remove_link(call.db):
        raise NotFound("This link has already been used")
    as_system = replace(call, caller=SYSTEM)
    as_system.record(store.SETUP_LINK, 1, Action.DELETED)
    return set_up(as_system, input)


def set_up(call: Call, input: SetupInput) -> UserRecord:
    """Creates everything in the input, in the transaction of the call. Returns the administrator. Raises Invalid if anyone can sign in."""
    call.require_administrator(to="set up the server")
    lock(call.db, "setup")
    if signin_queries.has_sign_in(call):
        message = "A user can already sign in. Use andante admin user add or andante admin password reset"
        raise Invalid("", FaultCode.WRONG_STATE, message)
    administrator = _add_administrator(call, input)
    _configure(call, input)
    _add_holidays(call, input)
    team = _add_team(call, input, administrator)
    project = _add_project(call, input, administrator)
    if team and project:
        teams.create_link(call, team.id, project.id)
    return administrator


def _add_administrator(call: Call, input: SetupInput) -> UserRecord:
    given = UserInput(display_name=input.display_name, email=input.email, time_zone=input.time_zone)
    added = people_queries.by_email(call, input.email) or people.add(call, given)
    permissions.add_administrator(call, added.account_id)
    if input.password:
        signin.set_password(call, added.account_id, input.password)
    if input.language:
        preferences.change(call.on_behalf_of(added.account_id), PreferencesRecord(language=input.language))
    return added


def _configure(call: Call, input: SetupInput) -> None:
    chosen = {"company_name": input.company_name, "company_language": input.language}
    week_start = {"week_start": input.week_start, "approval_week_start": input.week_start}
    configuration.change(call, week_start | {name: value for name, value in chosen.items() if value})


def _add_holidays(call: Call, input: SetupInput) -> None:
    """Adds a scheme with the holidays of the country, and makes it the default."""
    if not input.country:
        return
    years = range(call.today.year, call.today.year + YEARS_OF_HOLIDAYS)
    language = language_of_holidays(input.country, input.language)
    scheme = holidays.create(call, HolidaySchemeInput(name=rules.place_name(input.country, input.subdivision, input.language)))
    holidays.add_missing(call, scheme.id, holidays_of_country(input.country, input.subdivision, years, language=language))
    holidays.make_default(call, scheme.id)


def _add_team(call: Call, input: SetupInput, lead: UserRecord) -> TeamRecord | None:
    if not input.team_name:
        return None
    team = teams.create(call, TeamInput(name=input.team_name, lead_account_id=lead.account_id))
    memberships.add(call, TeamMembershipInput(account_id=lead.account_id, team_id=team.id))
    return team


def _add_project(call: Call, input: SetupInput, lead: UserRecord) -> ProjectRecord | None:
    """Adds the project with its first issue, a favorite of the administrator: so it has a row in the week."""
    if not input.project_name:
        return None
    key = input.project_key or rules.suggested_key(input.project_name)
    with _renamed({"key": "projectKey"}):
        project = projects.add(call, ProjectInput(key=key, name=input.project_name, lead=lead.account_id))
    issue = issues.add(call, IssueInput(key=f"{project.key}-1", summary=input.issue_summary))
    favorites.add(call.on_behalf_of(lead.account_id), issue.key)
    return project


@contextmanager
def _renamed(fields: dict[str, str]) -> Iterator[None]:
    """Names the fields in faults as the input of the setup does."""
    try:
        yield
    except Invalid as refusal:
        raise Invalid(*(replace(fault, field=fields.get(fault.field, fault.field)) for fault in refusal.faults)) from None
