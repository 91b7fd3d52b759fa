"""What one may do with flex plans."""

from msgspec.structs import replace
from sqlalchemy.sql.elements import ColumnElement

from andante.directory.issues import actions as issues
from andante.kit.call import Call
from andante.kit.changes import Action
from andante.kit.clock import check_range
from andante.kit.errors import FaultCode, Forbidden, Invalid
from andante.kit.lookup import require_found
from andante.organization.teams import actions as teams
from andante.organization.teams import queries as teams_queries
from andante.scopes import Permission

from . import rules, store
from .rules import FlexPlanRecord
from .wire import FlexPlanInput, FlexPlanSearchInput

MOST_FOUND = 5000
"""A search is not paged; this many it gives."""


def create(call: Call, given: FlexPlanInput) -> FlexPlanRecord:
    plan = _resolved(call, 0, given)
    plan = replace(plan, id=store.add(call.db, plan))
    call.record(store.FLEX_PLAN, plan.id, Action.CREATED, after=plan)
    return plan


def change(call: Call, id: int, given: FlexPlanInput) -> FlexPlanRecord:
    """Replaces a flex plan. Who moves it to another team must be allowed to plan for both."""
    before = find(call, id)
    _require_may_plan(call, before.team_id)
    plan = _resolved(call, id, given)
    store.replace(call.db, plan)
    call.record(store.FLEX_PLAN, id, Action.UPDATED, before=before, after=plan)
    return plan


def remove(call: Call, id: int) -> None:
    before = find(call, id)
    _require_may_plan(call, before.team_id)
    store.remove(call.db, id)
    call.record(store.FLEX_PLAN, id, Action.DELETED, before=before)


def find(call: Call, id: int) -> FlexPlanRecord:
    """The flex plan, if the caller may see it: NotFound otherwise."""
    return require_found(store.by_id(call.db, id, *visible(call)), "Flex plan", id)


def search(call: Call, asked: FlexPlanSearchInput) -> list[FlexPlanRecord]:
    """Those that are searched and that the caller may see, by id; Invalid where there are too many for one answer."""
    check_range(asked.from_, asked.to)
    found = store.search(call.db, asked, visible(call), MOST_FOUND + 1)
    if len(found) > MOST_FOUND:
        raise Invalid("", FaultCode.TOO_LARGE, f"More than {MOST_FOUND} flex plans are found: narrow the search")
    return found


def visible(call: Call) -> list[ColumnElement[bool]]:
    """One sees the flex plans of the teams that one sees. Those that no team has are for whoever sees all: they may be left
    over from a team that one did not see."""
    if call.may(Permission.PLAN_VIEW, Permission.PLAN_MANAGE):
        return []
    return [store.of_team_in(teams_queries.ids_of_seen(call))]


def _resolved(call: Call, id: int, given: FlexPlanInput) -> FlexPlanRecord:
    """The flex plan as it will be stored, with its references found and everything checked."""
    faults = rules.flex_plan_faults(given)
    if faults:
        raise Invalid(*faults)
    has_issue = given.issue_id is not None or given.issue_key is not None
    team = teams.find_given(call, given.team_id, "teamId") if given.team_id is not None else None
    _require_may_plan(call, team.id if team else None)
    return FlexPlanRecord(
        id=id,
        title=given.title,
        description=given.description,
        start_date=given.start_date,
        end_date=given.end_date,
        planned_seconds=given.planned_seconds or 0,
        issue_id=issues.find_given(call, given.issue_id, given.issue_key).id if has_issue else None,
        team_id=team.id if team else None,
    )


def _require_may_plan(call: Call, team_id: int | None) -> None:
    """For a team plans who may do so over its members; what no team has needs the permission over everyone."""
    if call.may(Permission.PLAN_MANAGE) or (team_id is not None and teams_queries.holds_over(call, team_id, Permission.PLAN_MANAGE)):
        return
    raise Forbidden(f"You may not plan for {f'team {team_id}' if team_id else 'no team'}: it needs {Permission.PLAN_MANAGE}.")
