"""What one may do with plans."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from functools import cache

from msgspec.structs import replace
from sqlalchemy.sql.elements import ColumnElement

from andante.directory.issues import actions as issues
from andante.directory.people import actions as people
from andante.directory.projects import actions as projects
from andante.kit.call import Call
from andante.kit.changes import Action
from andante.kit.clock import check_range
from andante.kit.errors import FaultCode, Forbidden, Invalid, NotFound
from andante.kit.lookup import parse_id, require_found
from andante.kit.paging import Paging
from andante.organization.reach import queries as reach
from andante.organization.resources import actions as resources
from andante.organization.teams import queries as teams
from andante.schedules.user_schedules import actions as schedule
from andante.scopes import Permission
from andante.timekeeping.configuration import queries as configuration

from . import rules, store
from .rules import COPIED_FROM, COPIED_TO, Copy, Planned, PlanRecord, PlanSearch, WorkingDays
from .wire import PlanApprovalInput, PlanInput

MAY_VIEW = (Permission.PLAN_VIEW, Permission.PLAN_MANAGE, Permission.PLAN_APPROVE)
MOST_DAYS = 500_000
"""How many days one request may go through: 5,000 plans over a quarter."""


def create(call: Call, given: PlanInput) -> PlanRecord:
    """Plans time of a user or a generic resource. Refused: for others without the permission."""
    return _add(call, _resolved(call, given), given.plan_approval, None)


def change(call: Call, id: int, given: PlanInput) -> PlanRecord:
    """Replaces a plan. Days that were taken out of it stay out."""
    before = _find_to_change(call, id)
    plan = replace(_resolved(call, given), id=id, creator_id=before.creator_id, created_at=before.created_at, skipped=before.skipped)
    plan = _with_approval(call, plan, given.plan_approval, before)
    _put(call, before, plan)
    return plan


def remove(call: Call, id: int) -> None:
    before = _find_to_change(call, id)
    store.remove(call.db, id)
    call.record(store.PLAN, id, Action.DELETED, before=before)


def take_out(call: Call, id: int, day: dt.date) -> None:
    """Takes one day out of a plan; NotFound where the plan carries nothing on it. A plan of that day only is deleted."""
    before = _find_to_change(call, id)
    if rules.is_of_one_day(before, day):
        remove(call, id)
    else:
        _take_out(call, before, day)


def change_day(call: Call, id: int, day: dt.date, given: PlanInput) -> PlanRecord:
    """Takes one day out of a plan and plans it anew, as a plan of its own. A plan of that day only is changed itself."""
    before = _find_to_change(call, id)
    given = replace(given, start_date=day, end_date=day, rule="NEVER", recurrence_end_date=None)
    if rules.is_of_one_day(before, day):
        return change(call, id, given)
    _take_out(call, before, day)
    return _add(call, _resolved(call, given), given.plan_approval, before)


def copy_all(call: Call, given: Sequence[Copy]) -> list[int]:
    """Takes over plans as another server has them, with who made and approved them, and when: what it let in is not judged
    again. One with the id 0 is new. Gives their ids."""
    call.require_administrator(to="take over plans of another server")
    working_days = _working_days(call, [copy.plan for copy in given], COPIED_FROM, COPIED_TO)
    wanted = [rules.as_planned(copy, COPIED_FROM, COPIED_TO, working_days(copy.plan)) for copy in given]
    before = {plan.id: plan for plan in store.every(call.db, PlanSearch(plan_ids=[plan.id for plan in wanted if plan.id] or [0]), [])}
    plans = store.put_all(call.db, wanted)
    call.record_created(store.PLAN, (plan for plan in plans if plan.id not in before))
    call.record_updated(store.PLAN, ((before[plan.id], plan) for plan in plans if plan.id in before))
    return [plan.id for plan in plans]


def find(call: Call, id: int) -> PlanRecord:
    """The plan, if the caller may see it: NotFound otherwise."""
    return require_found(store.by_id(call.db, id, *visible(call)), "Plan", id)


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


def expansion(call: Call, plans: Sequence[PlanRecord], start: dt.date | None, end: dt.date | None) -> Callable[[PlanRecord], Planned]:
    """What gives the planned time of each of these plans in a range: a fixed number of statements for all of them, and no
    more than one plan's days at a time. An open end of the range is that of the plan. Invalid where it is too much."""
    check_range(start, end)
    if sum(rules.days_to_go_through(plan, *rules.scope(plan, start, end)) for plan in plans) > MOST_DAYS:
        raise Invalid(
            "",
            FaultCode.TOO_LARGE,
            f"That is more than {MOST_DAYS} planned days: ask for fewer plans ('limit') or a shorter range ('from', 'to')",
        )
    working_days = _working_days(call, plans, start, end)
    counts = cache(lambda working: rules.counts_for(working, plans))
    return lambda plan: rules.planned(plan, *rules.scope(plan, start, end), working_days(plan), counts(working_days(plan)))


def seconds_by_day(call: Call, account_ids: Collection[str], start: dt.date, end: dt.date) -> dict[str, Counter[dt.date]]:
    """What people are planned to work on each day of a range, rejected plans aside, whoever asks: in a fixed number of
    statements."""
    search = PlanSearch(from_=start, to=end, account_ids=list(account_ids))
    plans = [plan for plan in store.every(call.db, search, []) if plan.approval_status != "REJECTED"] if account_ids else []
    planned = expansion(call, plans, start, end)
    days: dict[str, Counter[dt.date]] = {account_id: Counter() for account_id in account_ids}
    for plan in plans:
        days[str(plan.account_id)].update(planned(plan).days)
    return days


def are_approved(call: Call) -> bool:
    """Whether plans are approved here."""
    return configuration.current(call).plan_approval_enabled


def for_review(call: Call, statuses: Sequence[str], *, past_too: bool) -> list[PlanRecord]:
    """The plans that the caller was asked to review and that are in one of these states."""
    if not are_approved(call):
        return []
    search = PlanSearch(from_=None if past_too else call.today)
    return store.every(call.db, search, store.reviewed_by(call.me, statuses or ["REQUESTED"]))


def decide(call: Call, id: int, given: PlanApprovalInput) -> PlanRecord:
    """Approves or rejects a plan, or asks (again) for its approval."""
    before = _find_to_write(call, id)
    if not are_approved(call):
        raise Invalid("", FaultCode.DISABLED, "Plans are not approved here: planApprovalEnabled is off")
    if given.status is None:
        raise Invalid("status", FaultCode.REQUIRED, "is required: APPROVED, REJECTED or REQUESTED")
    if given.status == "REQUESTED":
        _require_may_plan(call, before)
        after = _asking(call, before, given.reviewer_id or before.reviewer_id)
    else:
        _require_may_decide(call, before)
        after = replace(before, approval_status=given.status, approval_actor_id=call.me)
    after = replace(after, updated_at=call.now)
    _put(call, before, after)
    return after


def reviewers(call: Call, account_id: str, start: dt.date | None, end: dt.date | None) -> list[str]:
    """Who may review the plans of a user in a range (today, if none is given)."""
    check_range(start, end)
    people.find_given(call, account_id, "accountId")
    first = start or min(call.today, end or call.today)
    return sorted(_reviewers(call, account_id, first, end or max(call.today, first)))


def visible(call: Call) -> list[ColumnElement[bool]]:
    """The conditions that a plan must meet for the caller to see it: their own, those of people whom they may view on any
    day that it can fall on, those that they review, and those of generic resources, which are nobody."""
    if call.may(*MAY_VIEW):
        return []
    days = store.plans.c.start_date, store.last_possible_day
    return [store.of_nobody_or_to_review_by(call.me) | reach.within_reach_during(call, MAY_VIEW, store.assignee, *days)]


def _find_to_change(call: Call, id: int) -> PlanRecord:
    plan = _find_to_write(call, id)
    _require_may_plan(call, plan)
    return plan


def _find_to_write(call: Call, id: int) -> PlanRecord:
    """The plan as whoever else wrote it at the same time has left it, if the caller may see it: NotFound otherwise."""
    store.queue_to_write(call.db, id)
    return find(call, id)


def _resolved(call: Call, given: PlanInput) -> PlanRecord:
    """The plan as it would be new, with its references found and everything checked but its approval."""
    if faults := rules.plan_faults(given):
        raise Invalid(*faults)
    on_issue = given.plan_item_type == "ISSUE"
    by_user = given.assignee_type == "USER"
    plan = rules.new_plan(
        given,
        account_id=people.find_given(call, given.assignee_id, "assigneeId").account_id if by_user else None,
        generic_resource_id=None if by_user else _given_resource(call, given.assignee_id),
        issue_id=issues.find_named(call, given.plan_item_id, "planItemId").id if on_issue else None,
        project_id=None if on_issue else projects.find_given(call, given.plan_item_id, "planItemId").id,
        creator_id=call.me,
        now=call.now,
    )
    _require_may_plan(call, plan)
    return plan


def _given_resource(call: Call, id: str) -> int:
    resource_id = parse_id(id)
    if resource_id is None:
        raise Invalid("assigneeId", FaultCode.WRONG_TYPE, f"of a generic resource must be its id, a whole number, not '{id}'")
    return resources.find_given(call, resource_id, "assigneeId").id


def _add(call: Call, plan: PlanRecord, asked: PlanApprovalInput | None, carved_from: PlanRecord | None) -> PlanRecord:
    plan = _with_approval(call, plan, asked, carved_from)
    plan = replace(plan, id=store.add(call.db, plan))
    call.record(store.PLAN, plan.id, Action.CREATED, after=plan)
    return plan


def _take_out(call: Call, before: PlanRecord, day: dt.date) -> None:
    """Asks the reviewer again, unless they do it themselves: also one who may not review any more, since nobody can name
    another one here."""
    if day not in expansion(call, [before], day, day)(before).days:
        raise NotFound(f"Plan {before.id} has no planned time on {day}")
    after = replace(before, skipped=before.skipped | {day}, updated_at=call.now)
    if before.reviewer_id not in (None, call.me) and are_approved(call):
        after = rules.asked_for(after, before.reviewer_id, call.me)
    _put(call, before, after)


def _put(call: Call, before: PlanRecord, after: PlanRecord) -> None:
    store.replace(call.db, after)
    call.record(store.PLAN, after.id, Action.UPDATED, before=before, after=after)


def _with_approval(call: Call, plan: PlanRecord, asked: PlanApprovalInput | None, before: PlanRecord | None) -> PlanRecord:
    """Where plans are approved here: asks for it when told so, and again when a plan changes that somebody reviews. What
    the reviewer changes themselves stays as decided, where they may review what it becomes. A body may repeat the state
    that its plan is in. Where plans are not approved now, what was decided is kept until they are."""
    if not are_approved(call):
        return rules.as_decided(plan, before) if before else plan
    reviewed_by = before.reviewer_id if before else None
    if not (asked or reviewed_by):
        return plan
    status, reviewer = (asked.status, asked.reviewer_id) if asked else (None, None)
    if status not in (None, "REQUESTED", before.approval_status if before else None):
        raise Invalid(
            "planApproval.status",
            FaultCode.INVALID_CHOICE,
            f"of a plan that is written is REQUESTED; PUT /4/plan-approvals/{{id}} makes it {status}",
        )
    reviewer = reviewer or reviewed_by
    if before and reviewer == reviewed_by == call.me and _may_review(call, reviewer, plan):
        return rules.as_decided(plan, before)
    return _asking(call, plan, reviewer)


def _asking(call: Call, plan: PlanRecord, reviewer: str | None) -> PlanRecord:
    """The plan as one whose approval is asked for. Nobody reviews a plan of their own, or what they ask for."""
    if reviewer is None:
        raise Invalid("reviewerId", FaultCode.REQUIRED, "is required to ask for approval")
    people.find_given(call, reviewer, "reviewerId")
    if reviewer in (call.me, plan.account_id):
        raise Invalid("reviewerId", FaultCode.INVALID_CHOICE, f"must be somebody else than who asks and whose plan it is, not '{reviewer}'")
    if not _may_review(call, reviewer, plan):
        raise Invalid(
            "reviewerId",
            FaultCode.INVALID_CHOICE,
            f"must be somebody active who holds {Permission.PLAN_APPROVE} over the assignee, not '{reviewer}'",
        )
    return rules.asked_for(plan, reviewer, call.me)


def _may_review(call: Call, reviewer: str, plan: PlanRecord) -> bool:
    return reviewer in _reviewers(call, plan.account_id, plan.start_date, plan.end_date)


def _reviewers(call: Call, account_id: str | None, first: dt.date, last: dt.date) -> set[str]:
    """Who may review the plans of a user, or of a generic resource (None); never they themselves."""
    return set(reach.reviewers(call, account_id, Permission.PLAN_APPROVE, first, last)) - {account_id}


def _require_may_decide(call: Call, plan: PlanRecord) -> None:
    if plan.approval_status is None:
        raise Invalid("", FaultCode.WRONG_STATE, f"Nobody asked for the approval of plan {plan.id}")
    if call.me == plan.account_id:
        raise Forbidden("You may not decide on your own plan.")
    if call.me != plan.reviewer_id and not call.may(Permission.PLAN_APPROVE):
        raise Forbidden(f"You may not decide on plan {plan.id}: it was given to another reviewer.")


def _require_may_plan(call: Call, plan: PlanRecord) -> None:
    """People plan their own time; that of others needs the permission over them on the plan's first day, that of a generic
    resource over everyone or over a team that it is in."""
    if plan.account_id == call.me or call.may(Permission.PLAN_MANAGE):
        return
    if plan.generic_resource_id is not None:
        allowed = teams.holds_over_resource(call, plan.generic_resource_id, Permission.PLAN_MANAGE)
    else:
        allowed = reach.first_out_of_reach(call, [Permission.PLAN_MANAGE], [(str(plan.account_id), plan.start_date)]) is None
    if not allowed:
        whose = plan.account_id or f"the generic resource {plan.generic_resource_id}"
        raise Forbidden(f"You may not plan the time of {whose} on {plan.start_date}: it needs {Permission.PLAN_MANAGE}.")


def _working_days(
    call: Call, plans: Sequence[PlanRecord], start: dt.date | None, end: dt.date | None
) -> Callable[[PlanRecord], WorkingDays]:
    """The working days of each plan's assignee, known over all that the plans cover in the range."""
    ranges = [rules.known_range(plan, *rules.scope(plan, start, end)) for plan in plans]
    first, last = min((first for first, _ in ranges), default=call.today), max((last for _, last in ranges), default=call.today)
    calendars = schedule.calendars(call, {plan.account_id for plan in plans if plan.account_id}, first, last)
    return lambda plan: (calendars.of[plan.account_id] if plan.account_id else calendars.default).working_days
