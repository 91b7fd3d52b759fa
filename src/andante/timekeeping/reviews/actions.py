"""Lists the timesheets that a caller may see, with what a reviewer should look at, and reviews several at once."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from functools import partial

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import Select, true

from andante.kit.call import Call
from andante.kit.clock import Instant
from andante.kit.errors import FaultCode, Invalid, NotFound
from andante.organization.reach import queries as reach
from andante.organization.teams import queries as teams
from andante.schedules.user_schedules import queries as schedules
from andante.scopes import Permission
from andante.timekeeping.configuration.rules import ConfigurationRecord
from andante.timekeeping.periods import rules as periods
from andante.timekeeping.periods.rules import Period
from andante.timekeeping.timesheets import actions as timesheets
from andante.timekeeping.timesheets.actions import WAITING_DAYS, Steps
from andante.timekeeping.timesheets.rules import STATES, State, TimesheetRecord
from andante.timekeeping.worklogs import queries as worklogs
from andante.timekeeping.worklogs.rules import VIEW_PERMISSIONS

from . import rules, store
from .rules import Cell, Filter, Listed, Reviewed, TeamMember

PAGE_SIZE = 50

OVERVIEW_PERIODS = 6
"""An overview of a team has this many periods."""


class Reviews(Struct, frozen=True):
    """A page of timesheets. `total` is their number on all pages, and `counts` that of the same list for each state. `teams` are those that
    the caller may choose, by id."""

    sheets: Sequence[Reviewed]
    total: int
    counts: Mapping[State | None, int]
    period: Period
    previous: Period | None
    next: Period | None
    teams: Mapping[int, str]


def find(call: Call, filter: Filter, page: int = 1) -> Reviews:
    """The timesheets that match a filter: of users whose time the caller may view throughout the period, those that the caller is asked to
    review, and the caller's own. Without a first day, the period is the last one that is over. It runs six statements."""
    logging_rules = worklogs.load_logging_rules(call)
    configuration = logging_rules.configuration
    period = _period(call, filter, configuration)
    listed = _listed(call, period)
    members = store.team_members(call.db, _choosable_teams(call), min(_waiting_since(call), period.from_), max(period.to, call.today))
    lists = {state: rules.matching(listed, replace(filter, state=state), period, call.me, members) for state in (*STATES, None)}
    found = lists[filter.state]
    needs_account = any(attribute.type == "ACCOUNT" for attribute in logging_rules.attributes.values())
    return Reviews(
        sheets=_with_problems(call, found[(page - 1) * PAGE_SIZE : page * PAGE_SIZE], members, needs_account=needs_account),
        total=len(found),
        counts={state: len(of_state) for state, of_state in lists.items()},
        period=period,
        previous=periods.period_before(period, configuration),
        next=periods.period_after(period, configuration),
        teams={member.team_id: member.team_name for member in members},
    )


class Overview(Struct, frozen=True):
    """The timesheets of a team over several periods: `cells` by account id and period, without those that the caller may not see. `people`
    are account ids with names. `previous` and `next` are the periods around them. `teams` are those that the
    caller may choose, by id; if there are none, `team_id` is None."""

    team_id: int | None
    teams: Mapping[int, str]
    people: Mapping[str, str]
    periods: Sequence[Period]
    cells: Mapping[tuple[str, Period], Cell]
    previous: Period | None
    next: Period | None


def overview(call: Call, team_id: int | None = None, until: dt.date | None = None) -> Overview:
    """The timesheets of a team's members over six periods, of which the last one includes `until`, by default today. Without `team_id`,
    of the first team that the caller may choose. Raises NotFound for teams that they may not choose. It runs five statements."""
    configuration = worklogs.load_logging_rules(call).configuration
    last = periods.period_containing(until or call.today, configuration)
    shown = periods.periods_until(last, OVERVIEW_PERIODS, configuration)
    members = store.team_members(call.db, _choosable_teams(call), shown[0].from_, last.to)
    choosable = {member.team_id: member.team_name for member in members}
    chosen = team_id or next(iter(choosable), None)
    if team_id and team_id not in choosable:
        raise NotFound(f"Team {team_id} not found")
    account_ids = {member.account_id for member in members if member.team_id == chosen}
    cells = _cells(call, account_ids, shown) if account_ids else []
    return Overview(
        team_id=chosen,
        teams=choosable,
        people={cell.listed.sheet.account_id: cell.listed.name for cell in cells},
        periods=shown,
        cells={(cell.listed.sheet.account_id, cell.listed.sheet.period): cell for cell in cells},
        previous=periods.period_before(shown[0], configuration),
        next=periods.period_after(last, configuration) if last.to < call.today else None,
    )


def to_remind(call: Call, team_id: int, day: dt.date) -> list[Cell]:
    """The timesheets of a team and of the period that includes a day that should have been submitted and that the caller may review.
    Raises NotFound for teams that they may not choose."""
    found = overview(call, team_id, day)
    cells = (found.cells.get((account_id, found.periods[-1])) for account_id in found.people)
    return [cell for cell in cells if cell and cell.listed.may_review and cell.is_overdue(call.today)]


def _cells(call: Call, account_ids: Collection[str], shown: Sequence[Period]) -> list[Cell]:
    may_see, may_review = over_days(call, VIEW_PERMISSIONS), over_days(call, [Permission.TIMESHEET_APPROVE])
    found = store.by_period(call.db, call.me, account_ids, shown, may_see, may_review)
    first = shown[0].from_
    days = schedules.days(call, account_ids, first, shown[-1].to)
    return [
        Cell(each, sum(day.required_seconds for day in rules.days_of(days[each.sheet.account_id], first, each.sheet.period)), seconds)
        for each, seconds in found
    ]


def waiting(call: Call) -> list[Listed]:
    """The timesheets that wait and that the caller may approve, oldest first."""
    may_see, may_review = over_days(call, VIEW_PERMISSIONS), over_days(call, [Permission.TIMESHEET_APPROVE])
    found = store.listed(call.db, call.me, _waiting_since(call), None, may_see, may_review)
    return [each for each in found if each.may_review]


def next_waiting(call: Call, first_day: dt.date, account_id: str) -> TimesheetRecord | None:
    """The timesheet after that of a user and period, in the order of the list, that waits and that the caller may review; after the last
    one, the first. None if no other one waits."""
    configuration = worklogs.load_logging_rules(call).configuration
    found = _listed(call, periods.period_containing(first_day, configuration))
    return rules.next_waiting(found, first_day, account_id)


def review(call: Call, verb: str, seen: Mapping[int, Instant], comment: str = "") -> Steps:
    """Approves, rejects or reopens timesheets. `seen`: when each of them was last changed, as the caller saw it, by id. Timesheets that
    were changed since or that the caller may not review are left out and reported. Raises Invalid if the comment is missing: all but
    approvals need one, so that the owner knows why."""
    if verb != "approve" and not comment:
        raise Invalid("comment", FaultCode.REQUIRED, f"A comment is needed to {verb} a timesheet, so that its owner knows why")
    return timesheets.take_steps(call, verb, seen, comment)


def _listed(call: Call, period: Period) -> list[Listed]:
    """The timesheets of a period and those that wait, as far as the caller may see them."""
    may_see, may_review = over_days(call, VIEW_PERMISSIONS), over_days(call, [Permission.TIMESHEET_APPROVE])
    return store.listed(call.db, call.me, _waiting_since(call), period, may_see, may_review)


def _waiting_since(call: Call) -> dt.date:
    return call.today - dt.timedelta(days=WAITING_DAYS)


def _period(call: Call, filter: Filter, configuration: ConfigurationRecord) -> Period:
    if filter.first_day:
        return periods.period_containing(filter.first_day, configuration)
    current = periods.period_containing(call.today, configuration)
    return periods.period_before(current, configuration) or current


def over_days(call: Call, permissions: Collection[Permission]) -> store.OverDays:
    """The condition on a user and days that the caller holds one of the permissions over the user on all of these days."""
    if call.may(*permissions):
        return lambda _person, _first, _last: true()
    return partial(reach.within_reach_throughout, call, permissions)


def _choosable_teams(call: Call) -> Select[int]:
    """The teams over which the caller may view time, and for callers who may view everyone's time, all teams that they may see."""
    return teams.ids_of_visible(call) if call.may(*VIEW_PERMISSIONS) else teams.ids_of_permitted(call, *VIEW_PERMISSIONS)


def _with_problems(call: Call, listed: Sequence[Listed], members: Sequence[TeamMember], *, needs_account: bool) -> list[Reviewed]:
    if not listed:
        return []
    sheets = [each.sheet for each in listed]
    ranges: dict[str, Period] = {}
    for sheet in sheets:
        known = ranges.get(sheet.account_id, sheet.period)
        ranges[sheet.account_id] = Period(min(known.from_, sheet.from_date), max(known.to, sheet.to_date))
    facts = store.facts(call.db, [(account_id, days.from_, days.to) for account_id, days in ranges.items()])
    first, last = min(days.from_ for days in ranges.values()), max(days.to for days in ranges.values())
    schedule = schedules.days(call, ranges, first, last)
    return [
        rules.reviewed(
            each,
            rules.days_of(schedule[each.sheet.account_id], first, each.sheet.period),
            facts[each.sheet.account_id],
            rules.teams_of(each.sheet, members),
            today=call.today,
            needs_account=needs_account,
        )
        for each in listed
    ]
