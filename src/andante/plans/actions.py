"""What one may do with plans."""

import datetime as dt
from collections.abc import Sequence

from msgspec.structs import replace
from sqlalchemy.sql.elements import ColumnElement

from ..configuration import actions as configuration
from ..issues import actions as issues
from ..kit import clock
from ..kit.call import Call
from ..kit.changes import Action
from ..kit.clock import check_range
from ..kit.errors import Forbidden, Invalid, NotFound
from ..kit.paging import Paging
from ..people import actions as people
from ..resources import actions as resources
from ..rights import Permission
from ..schedule import actions as schedule
from ..teamlinks import actions as teamlinks
from ..teams import actions as teams
from . import rules, store
from .rules import Planned, PlanRecord, PlanSearch, WorkingDays
from .wire import PlanApprovalInput, PlanInput

ENTITY = "allocation"
VIEW = (Permission.PLAN_VIEW, Permission.PLAN_MANAGE, Permission.PLAN_APPROVE)


def create(call: Call, given: PlanInput) -> PlanRecord:
    """Plans time of a user or a generic resource. Refused: for others without the permission."""
    plan = _resolved(call, given, None)
    plan = replace(plan, id=store.add(call.db, plan))
    call.record(ENTITY, plan.id, Action.CREATED, after=plan)
    return plan


def change(call: Call, id: int, given: PlanInput) -> PlanRecord:
    """Replaces a plan. Days that were taken out of it stay out."""
    before = find(call, id)
    _require_may_plan(call, before)
    plan = _resolved(call, given, before)
    store.replace(call.db, plan)
    call.record(ENTITY, id, Action.UPDATED, before=before, after=plan)
    return plan


def remove(call: Call, id: int) -> None:
    before = find(call, id)
    _require_may_plan(call, before)
    store.remove(call.db, id)
    call.record(ENTITY, id, Action.DELETED, before=before)


def take_out(call: Call, id: int, day: dt.date) -> None:
    """Takes one day out of a plan; NotFound where the plan carries nothing on it. A plan of that day only is deleted."""
    before = find(call, id)
    _require_may_plan(call, before)
    if day not in expand(call, [before], day, day)[0].days:
        raise NotFound(f"Plan {id} has no planned time on {day}")
    if before.rule == "NEVER" and before.start_date == before.end_date:
        remove(call, id)
        return
    after = replace(before, skipped=before.skipped | {day}, updated_at=call.now)
    store.replace(call.db, after)
    call.record(ENTITY, id, Action.UPDATED, before=before, after=after)


def change_day(call: Call, id: int, day: dt.date, given: PlanInput) -> PlanRecord:
    """Takes one day out of a plan and plans it anew, as a plan of its own of that day."""
    take_out(call, id, day)
    given.start_date = given.end_date = day
    given.rule, given.recurrence_end_date = "NEVER", None
    return create(call, given)


def find(call: Call, id: int) -> PlanRecord:
    """The plan, if the caller may see it: NotFound otherwise."""
    plan = store.by_id(call.db, id, *visible(call))
    if plan is None:
        raise NotFound(f"Plan {id} is not found")
    return plan


def page(call: Call, search: PlanSearch, paging: Paging) -> list[PlanRecord]:
    """The asked page of the plans that the caller may see, and one more."""
    check_range(search.from_, search.to)
    return store.page(call.db, search, visible(call), paging)


def every(call: Call, search: PlanSearch) -> list[PlanRecord]:
    """All of them."""
    check_range(search.from_, search.to)
    return store.every(call.db, search, visible(call))


def of_user(call: Call, account_id: str, search: PlanSearch) -> list[PlanRecord]:
    """NotFound where there is no such user."""
    return every(call, replace(search, account_ids=[people.find(call, account_id).account_id]))


def of_generic_resource(call: Call, id: int, search: PlanSearch) -> list[PlanRecord]:
    """NotFound where there is no such generic resource."""
    return every(call, replace(search, generic_resource_ids=[resources.find(call, id).id]))


def expand(call: Call, plans: Sequence[PlanRecord], start: dt.date | None, end: dt.date | None) -> list[Planned]:
    """The planned time of each plan in a range, in a fixed number of statements. An open end of the range is that of the
    plan; a plan for ever then ends a year after its start."""
    check_range(start, end)
    scopes = [rules.scope(plan, start, end) for plan in plans]
    working = _working_days(call, plans, scopes)
    return [rules.planned(plan, *scope, working(plan)) for plan, scope in zip(plans, scopes, strict=True)]


def for_review(call: Call, statuses: Sequence[str], *, past_too: bool) -> list[PlanRecord]:
    """The plans that the caller was asked to review and that are in one of these states."""
    today = None if past_too else clock.today(call.now, call.caller.time_zone)
    return store.every(call.db, PlanSearch(from_=today), store.reviewed_by(call.me, statuses or ["REQUESTED"]))


def decide(call: Call, id: int, given: PlanApprovalInput) -> PlanRecord:
    """Approves or rejects a plan, or asks (again) for its approval."""
    before = store.by_id(call.db, id, *visible(call)) or store.by_id(
        call.db, id, *store.reviewed_by(call.me, ["REQUESTED", "APPROVED", "REJECTED"])
    )
    if before is None:
        raise NotFound(f"Plan {id} is not found")
    _require_approval_enabled(call)
    if given.status is None:
        raise Invalid("'status' is required")
    if given.status == "REQUESTED":
        _require_may_plan(call, before)
        after = replace(before, **_request(call, before, given))
    else:
        _require_may_decide(call, before)
        after = replace(before, approval_status=given.status, approval_actor_id=call.me)
    after = replace(after, updated_at=call.now)
    store.replace(call.db, after)
    call.record(ENTITY, id, Action.UPDATED, before=before, after=after)
    return after


def reviewers(call: Call, account_id: str, start: dt.date | None, end: dt.date | None) -> list[str]:
    """Who may review the plans of a user in a range: the leads of their teams and who holds the permission; never they
    themselves."""
    check_range(start, end)
    people.find(call, account_id)
    return sorted(teams.approvers(call, Permission.PLAN_APPROVE, account_id, start, end) - {account_id})


def visible(call: Call) -> list[ColumnElement[bool]]:
    """The conditions that a plan must meet for the caller to see it: their own, those of people whom they may view on its
    first day, and those of generic resources, which are nobody."""
    if call.may(*VIEW):
        return []
    own = store.assigned_to(call.me) | store.of_generic_resources()
    reached = teams.within_reach(call, VIEW, store.plans.c.account_id, store.plans.c.start_date)
    return [own if reached is None else own | reached]


def _resolved(call: Call, given: PlanInput, before: PlanRecord | None) -> PlanRecord:
    """The plan as it will be stored, with its references found and everything checked."""
    faults = rules.plan_faults(given)
    if faults:
        raise Invalid(*faults)
    effort_type, seconds = rules.effort(given)
    by_user = given.assignee_type == "USER"
    on_issue = given.plan_item_type == "ISSUE"
    plan = PlanRecord(
        id=before.id if before else 0,
        account_id=people.find_given(call, given.assignee_id, "assigneeId").account_id if by_user else None,
        generic_resource_id=None if by_user else _given_resource(call, given.assignee_id),
        issue_id=issues.find_named_issue(call, given.plan_item_id, "planItemId").id if on_issue else None,
        project_id=None if on_issue else issues.find_given_project(call, given.plan_item_id, "planItemId").id,
        start_date=given.start_date,
        end_date=given.end_date,
        start_time=clock.parse_time(given.start_time) if given.start_time else None,
        effort_type=effort_type,
        seconds=seconds,
        include_non_working_days=bool(given.include_non_working_days),
        rule=given.rule or "NEVER",
        recurrence_end_date=given.recurrence_end_date,
        last_day=rules.last_day(given.start_date, given.end_date, given.rule or "NEVER", given.recurrence_end_date),
        description=given.description,
        approval_status=None,
        reviewer_id=None,
        requester_id=None,
        approval_actor_id=None,
        creator_id=before.creator_id if before else call.me,
        created_at=before.created_at if before else call.now,
        updated_at=call.now,
        skipped=before.skipped if before else frozenset(),
    )
    _require_may_plan(call, plan)
    return _with_approval(call, plan, given.plan_approval, before)


def _given_resource(call: Call, id: str) -> int:
    if not (id.isascii() and id.isdigit() and len(id) < 19):
        raise Invalid(f"'assigneeId' of a generic resource must be its id, a whole number, not '{id}'")
    return resources.find_given(call, int(id), "assigneeId").id


def _with_approval(call: Call, plan: PlanRecord, given: PlanApprovalInput | None, before: PlanRecord | None) -> PlanRecord:
    """Where plans are approved here: asks for approval when told so, and again when a plan changes that had been decided on."""
    if not configuration.current(call).plan_approval_enabled:
        return plan
    if given is None and (before is None or before.reviewer_id is None):
        return plan
    asked = given or PlanApprovalInput(reviewer_id=before.reviewer_id if before else None)
    if asked.status not in (None, "REQUESTED"):
        raise Invalid(f"'planApproval.status' of a plan that is written is REQUESTED; {asked.status} is said on /4/plan-approvals/{{id}}")
    return replace(plan, **_request(call, plan, asked))


def _request(call: Call, plan: PlanRecord, given: PlanApprovalInput) -> dict[str, str | None]:
    """What a request for approval sets. Nobody reviews a plan of their own."""
    reviewer = given.reviewer_id or plan.reviewer_id
    if reviewer is None:
        raise Invalid("'reviewerId' is required to ask for approval")
    people.find_given(call, reviewer, "reviewerId")
    if reviewer in (call.me, plan.account_id):
        raise Invalid(f"'reviewerId' must be somebody else than who asks and whose plan it is, not '{reviewer}'")
    return {"approval_status": "REQUESTED", "reviewer_id": reviewer, "requester_id": call.me, "approval_actor_id": None}


def _require_approval_enabled(call: Call) -> None:
    if not configuration.current(call).plan_approval_enabled:
        raise Invalid("Plans are not approved here: planApprovalEnabled is off")


def _require_may_decide(call: Call, plan: PlanRecord) -> None:
    if plan.approval_status is None:
        raise Invalid(f"Nobody asked for the approval of plan {plan.id}")
    if call.me == plan.account_id:
        raise Forbidden("You may not decide on your own plan.")
    if call.me != plan.reviewer_id and not call.may(Permission.PLAN_APPROVE):
        raise Forbidden(f"You may not decide on plan {plan.id}: it was given to another reviewer.")


def _require_may_plan(call: Call, plan: PlanRecord) -> None:
    """People plan their own time; that of others needs the permission over them on the plan's first day, that of a generic
    resource over everyone or the lead of a team that it is in."""
    if plan.account_id == call.me or call.may(Permission.PLAN_MANAGE):
        return
    if plan.generic_resource_id is not None:
        allowed = teamlinks.leads_resource(call, plan.generic_resource_id)
    else:
        allowed = teams.first_out_of_reach(call, [Permission.PLAN_MANAGE], [(str(plan.account_id), plan.start_date)]) is None
    if not allowed:
        raise Forbidden(f"You may not plan time of '{plan.account_id or plan.generic_resource_id}': it needs {Permission.PLAN_MANAGE}.")


class _working_days:
    """The working days of each plan's assignee over all that the plans and their scopes cover; people with the same
    schedule share them."""

    def __init__(self, call: Call, plans: Sequence[PlanRecord], scopes: Sequence[tuple[dt.date, dt.date]]) -> None:
        self.shared: dict[int, WorkingDays] = {}
        self.by_person: dict[str, WorkingDays] = {}
        if not plans:
            return
        ranges = [rules.known_range(plan, *scope) for plan, scope in zip(plans, scopes, strict=True)]
        first, last = min(start for start, _ in ranges), max(end for _, end in ranges)
        days = schedule.days(call, {plan.account_id for plan in plans if plan.account_id}, first, last)
        for account_id, those in days.items():
            if id(those) not in self.shared:
                self.shared[id(those)] = rules.among_days([day.date for day in those if day.required_seconds])
            self.by_person[account_id] = self.shared[id(those)]
        if any(plan.generic_resource_id for plan in plans):
            default = schedule.default_days(call, first, last)
            self.default = rules.among_days([day.date for day in default if day.required_seconds])

    def __call__(self, plan: PlanRecord) -> WorkingDays:
        return self.by_person[plan.account_id] if plan.account_id else self.default
