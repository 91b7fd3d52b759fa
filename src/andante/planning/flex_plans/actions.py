"""Creates, changes, deletes and finds flex plans, and checks permissions."""

from msgspec.structs import replace
from sqlalchemy.sql.elements import ColumnElement

from andante.directory.issues import queries as issues
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

MAX_RESULTS = 5000
"""A search returns at most this many flex plans. It isn't paged."""


def create(call: Call, input: FlexPlanInput) -> FlexPlanRecord:
    plan = _resolve(call, 0, input)
    plan = replace(plan, id=store.add(call.db, plan))
    call.record(store.FLEX_PLAN, plan.id, Action.CREATED, after=plan)
    return plan


def change(call: Call, id: int, input: FlexPlanInput) -> FlexPlanRecord:
    """Replaces a flex plan. Moving it to another team needs the permission for both teams."""
    before = find(call, id)
    _require_may_plan(call, before.team_id)
    plan = _resolve(call, id, input)
    store.replace(call.db, plan)
    call.record(store.FLEX_PLAN, id, Action.UPDATED, before=before, after=plan)
    return plan


def remove(call: Call, id: int) -> None:
    before = find(call, id)
    _require_may_plan(call, before.team_id)
    store.remove(call.db, id)
    call.record(store.FLEX_PLAN, id, Action.DELETED, before=before)


def find(call: Call, id: int) -> FlexPlanRecord:
    """The flex plan. Raises NotFound if it doesn't exist or the caller may not see it."""
    return require_found(store.by_id(call.db, id, *visible(call)), "Flex plan", id)


def search(call: Call, input: FlexPlanSearchInput) -> list[FlexPlanRecord]:
    """The matching flex plans that the caller may see, by id. Raises Invalid if there are more than MAX_RESULTS."""
    check_range(input.from_, input.to)
    found = store.search(call.db, input, visible(call), MAX_RESULTS + 1)
    if len(found) > MAX_RESULTS:
        raise Invalid("", FaultCode.TOO_LARGE, f"More than {MAX_RESULTS} flex plans match: use more filters")
    return found


def visible(call: Call) -> list[ColumnElement[bool]]:
    """The conditions for flex plans that the caller may see: those of teams that the caller may see. Flex plans without a team
    need a permission over everyone, because they may have belonged to a hidden team that was deleted."""
    if call.may(Permission.PLAN_VIEW, Permission.PLAN_MANAGE):
        return []
    return [store.of_team_in(teams_queries.ids_of_visible(call))]


def _resolve(call: Call, id: int, input: FlexPlanInput) -> FlexPlanRecord:
    """The flex plan for an input. Checks everything: the input, the objects that it refers to and the permission."""
    if faults := rules.flex_plan_faults(input):
        raise Invalid(*faults)
    has_issue = input.issue_id is not None or input.issue_key is not None
    team = teams.find_reference(call, input.team_id, "teamId") if input.team_id is not None else None
    _require_may_plan(call, team.id if team else None)
    return FlexPlanRecord(
        id=id,
        title=input.title,
        description=input.description,
        start_date=input.start_date,
        end_date=input.end_date,
        planned_seconds=input.planned_seconds or 0,
        issue_id=issues.find_by_id_and_key(call, input.issue_id, input.issue_key).id if has_issue else None,
        team_id=team.id if team else None,
    )


def _require_may_plan(call: Call, team_id: int | None) -> None:
    """Planning for a team needs the permission over its members. Planning without a team needs it over everyone."""
    if call.may(Permission.PLAN_MANAGE) or (team_id is not None and teams_queries.holds_over(call, team_id, Permission.PLAN_MANAGE)):
        return
    scope = f"for team {team_id}" if team_id else "without a team"
    raise Forbidden(f"You may not plan {scope}: it needs {Permission.PLAN_MANAGE}.")
