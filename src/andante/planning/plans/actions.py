"""Creates, changes, deletes, approves and finds plans, and checks permissions."""

import datetime as dt
from collections.abc import Sequence
from typing import cast

from msgspec.structs import replace

from andante.directory.issues import queries as issues
from andante.directory.people import queries as people
from andante.directory.projects import queries as projects
from andante.kit.call import Call
from andante.kit.changes import Action
from andante.kit.clock import check_range
from andante.kit.errors import FaultCode, Forbidden, Invalid, NotFound
from andante.kit.lookup import parse_id, require_found
from andante.organization.reach import queries as reach
from andante.organization.resources import actions as resources
from andante.organization.teams import queries as teams
from andante.planning.plan_days import queries as plan_days
from andante.planning.plan_days.rules import COPY_END, COPY_START, PlanCopy, PlanRecord, from_copy
from andante.scopes import Permission

from . import queries, rules, store
from .wire import PlanApprovalInput, PlanInput

DISABLED_MESSAGE = "Plan approval is disabled: planApprovalEnabled is off"


def create(call: Call, input: PlanInput) -> PlanRecord:
    """Plans time for a user or a generic resource."""
    return _create(call, _resolve(call, input), input.plan_approval, None)


def change(call: Call, id: int, input: PlanInput) -> PlanRecord:
    """Replaces a plan. Days that were removed from it stay removed."""
    before = _find_to_change(call, id)
    plan = replace(_resolve(call, input), id=id, creator_id=before.creator_id, created_at=before.created_at, skipped=before.skipped)
    plan = _with_approval(call, plan, input.plan_approval, before)
    _update(call, before, plan)
    return plan


def remove(call: Call, id: int) -> None:
    before = _find_to_change(call, id)
    store.remove(call.db, id)
    call.record(store.PLAN, id, Action.DELETED, before=before)


def remove_day(call: Call, id: int, day: dt.date) -> None:
    """Removes one day from a plan, or deletes the plan if it is its only day. Raises NotFound if the plan has no planned
    time on this day."""
    before = _find_to_change(call, id)
    if rules.is_only_on(before, day):
        remove(call, id)
    else:
        _remove_day(call, before, day)


def change_day(call: Call, id: int, day: dt.date, input: PlanInput) -> PlanRecord:
    """Removes one day from a plan and creates a separate plan for it. If it is the plan's only day, changes the plan."""
    before = _find_to_change(call, id)
    input = replace(input, start_date=day, end_date=day, rule="NEVER", recurrence_end_date=None)
    if rules.is_only_on(before, day):
        return change(call, id, input)
    _remove_day(call, before, day)
    return _create(call, _resolve(call, input), input.plan_approval, before)


def restore(call: Call, deleted: PlanRecord) -> None:
    """Creates a deleted plan again, with its id, creator and approval."""
    _require_may_plan(call, deleted)
    restored = replace(deleted, updated_at=call.write_time)
    store.add_with_id(call.db, restored)
    call.record(store.PLAN, deleted.id, Action.CREATED, after=restored)


def revert(call: Call, id: int, earlier: PlanRecord) -> None:
    """Makes a plan the same as an earlier one, which has the same reviewer and whose approval isn't decided."""
    before = _find_to_change(call, id)
    _require_may_plan(call, earlier)
    _update(call, before, replace(earlier, updated_at=call.write_time))


def copy_all(call: Call, copies: Sequence[PlanCopy]) -> list[int]:
    """Creates or replaces plans with copies from another server, including their creators, timestamps and approvals. The rules
    for plans aren't checked again. A copy with the id 0 is new. Returns the ids."""
    call.require_administrator(to="copy plans from another server")
    working_days = plan_days.working_days(call, [copy.plan for copy in copies], COPY_START, COPY_END)
    plans = [from_copy(copy, COPY_START, COPY_END, working_days(copy.plan)) for copy in copies]
    before = {plan.id: plan for plan in store.by_ids(call.db, [plan.id for plan in plans if plan.id])}
    stored = store.upsert_all(call.db, plans)
    call.record_created(store.PLAN, (plan for plan in stored if plan.id not in before))
    call.record_updated(store.PLAN, ((before[plan.id], plan) for plan in stored if plan.id in before))
    return [plan.id for plan in stored]


def find(call: Call, id: int) -> PlanRecord:
    """The plan. Raises NotFound if it doesn't exist or the caller may not see it."""
    return require_found(store.by_id(call.db, id, *queries.visible(call)), "Plan", id)


def for_review(call: Call, statuses: Sequence[str], *, include_past: bool) -> list[PlanRecord]:
    """The plans that the caller was asked to review, with one of these statuses. Default: REQUESTED."""
    if not queries.approval_enabled(call):
        return []
    return store.for_review(call.db, call.me, statuses or ["REQUESTED"], None if include_past else call.today)


def decide(call: Call, id: int, input: PlanApprovalInput) -> PlanRecord:
    """Approves or rejects a plan, or requests its approval."""
    before = lock_and_find(call, id)
    if not queries.approval_enabled(call):
        raise Invalid("", FaultCode.DISABLED, DISABLED_MESSAGE)
    if input.status is None:
        raise Invalid("status", FaultCode.REQUIRED, "is required: APPROVED, REJECTED or REQUESTED")
    if input.status == "REQUESTED":
        _require_may_plan(call, before)
        after = _request_approval(call, before, input.reviewer_id or before.reviewer_id, before.reviewer_id)
    else:
        _require_may_decide(call, before)
        after = replace(before, approval_status=input.status, approval_actor_id=call.me)
    after = replace(after, updated_at=call.write_time)
    _update(call, before, after)
    return after


def reviewers(call: Call, account_id: str, start: dt.date | None, end: dt.date | None) -> list[str]:
    """The account ids of the users who may review a user's plan from the first to the last day of a range, as far as the caller may know
    them. A missing `start` or `end` is today, or the other date if today would make the range invalid."""
    check_range(start, end)
    people.find_reference(call, account_id, "accountId")
    first = start or min(call.today, end or call.today)
    return sorted(_reviewers(call, account_id, first, end or max(call.today, first), only_known=True))


def _find_to_change(call: Call, id: int) -> PlanRecord:
    plan = lock_and_find(call, id)
    _require_may_plan(call, plan)
    return plan


def lock_and_find(call: Call, id: int) -> PlanRecord:
    """Locks the plan and then loads it, so that it includes all concurrent changes. Raises NotFound like `find`."""
    store.lock(call.db, id)
    return find(call, id)


def _resolve(call: Call, input: PlanInput) -> PlanRecord:
    """The plan for an input. Checks everything except its approval: the input, the objects that it refers to and the permission."""
    if faults := rules.plan_faults(input):
        raise Invalid(*faults)
    on_issue = input.plan_item_type == "ISSUE"
    for_user = input.assignee_type == "USER"
    plan = rules.new_plan(
        input,
        account_id=people.find_reference(call, input.assignee_id, "assigneeId").account_id if for_user else None,
        generic_resource_id=None if for_user else _resource_id(call, input.assignee_id),
        issue_id=issues.find_reference(call, input.plan_item_id, "planItemId").id if on_issue else None,
        project_id=None if on_issue else projects.find_reference(call, input.plan_item_id, "planItemId").id,
        creator_id=call.me,
        now=call.write_time,
    )
    _require_may_plan(call, plan)
    return plan


def _resource_id(call: Call, id: str) -> int:
    resource_id = parse_id(id)
    if resource_id is None:
        raise Invalid("assigneeId", FaultCode.WRONG_TYPE, f"of a generic resource must be its id, a whole number, not '{id}'")
    return resources.find_reference(call, resource_id, "assigneeId").id


def _create(call: Call, plan: PlanRecord, approval: PlanApprovalInput | None, origin: PlanRecord | None) -> PlanRecord:
    """Creates a plan. `origin` is the plan from which its day was removed, if any."""
    plan = _with_approval(call, plan, approval, origin)
    plan = replace(plan, id=store.add(call.db, plan))
    call.record(store.PLAN, plan.id, Action.CREATED, after=plan)
    return plan


def _remove_day(call: Call, before: PlanRecord, day: dt.date) -> None:
    """Removes a day, and requests approval again unless the caller is the reviewer. The reviewer isn't checked, even if they may
    no longer review the plan, because the request can't name another one."""
    if day not in plan_days.expander(call, [before], day, day)(before).days:
        raise NotFound(f"Plan {before.id} has no planned time on {day}")
    after = replace(before, skipped=before.skipped | {day}, updated_at=call.write_time)
    if before.reviewer_id not in (None, call.me) and queries.approval_enabled(call):
        after = rules.with_approval_requested(after, before.reviewer_id, call.me)
    _update(call, before, after)


def _update(call: Call, before: PlanRecord, after: PlanRecord) -> None:
    store.replace(call.db, after)
    call.record(store.PLAN, after.id, Action.UPDATED, before=before, after=after)


def _with_approval(call: Call, plan: PlanRecord, approval: PlanApprovalInput | None, before: PlanRecord | None) -> PlanRecord:
    """The plan with its approval. Approval is requested if the input has a reviewer or status, and again if a plan with a
    reviewer changes. A decision stays if the reviewer changes the plan and may still review it. An input may repeat the current
    status. While plan approval is disabled, earlier decisions stay as they are, and an input that
    asks for approval is refused."""
    if not queries.approval_enabled(call):
        if approval:
            raise Invalid("planApproval", FaultCode.DISABLED, DISABLED_MESSAGE)
        return rules.with_approval_of(plan, before) if before else plan
    previous_reviewer = before.reviewer_id if before else None
    if not (approval or previous_reviewer):
        return plan
    status, reviewer = (approval.status, approval.reviewer_id) if approval else (None, None)
    if status not in (None, "REQUESTED", before.approval_status if before else None):
        raise Invalid(
            "planApproval.status",
            FaultCode.INVALID_CHOICE,
            f"must be REQUESTED here, not {status}: decide with PUT /4/plan-approvals/{{id}}",
        )
    reviewer = reviewer or previous_reviewer
    if before and reviewer == previous_reviewer == call.me and _may_review(call, reviewer, plan, only_known=False):
        return rules.with_approval_of(plan, before)
    return _request_approval(call, plan, reviewer, previous_reviewer)


def _request_approval(call: Call, plan: PlanRecord, reviewer: str | None, previous_reviewer: str | None) -> PlanRecord:
    """Requests approval from a reviewer, who must be neither the assignee nor the caller. The caller must be allowed to know that a
    new reviewer may review the plan."""
    if reviewer is None:
        raise Invalid("reviewerId", FaultCode.REQUIRED, "is required to request approval")
    people.find_reference(call, reviewer, "reviewerId")
    if reviewer in (call.me, plan.account_id):
        message = f"must be a user other than the requester and the assignee, not '{reviewer}'"
        raise Invalid("reviewerId", FaultCode.INVALID_CHOICE, message)
    if not _may_review(call, reviewer, plan, only_known=reviewer != previous_reviewer):
        message = f"must be an active user with {Permission.PLAN_APPROVE} over the assignee on all days of the plan, not '{reviewer}'"
        raise Invalid("reviewerId", FaultCode.INVALID_CHOICE, message)
    return rules.with_approval_requested(plan, reviewer, call.me)


def _may_review(call: Call, reviewer: str, plan: PlanRecord, *, only_known: bool) -> bool:
    return reviewer in _reviewers(call, plan.account_id, plan.start_date, plan.last_day, only_known=only_known)


def _reviewers(call: Call, account_id: str | None, first: dt.date, last: dt.date | None, *, only_known: bool) -> set[str]:
    """The users who may review the plans of a user, or of generic resources (None), except for that user: those with the permission on
    all days from the first to the last one, if there is a last one. With `only_known`, those who may do so through a team that the caller
    may not see are left out."""
    return set(reach.reviewers_throughout(call, account_id, Permission.PLAN_APPROVE, first, last, only_known=only_known)) - {account_id}


def _require_may_decide(call: Call, plan: PlanRecord) -> None:
    if plan.approval_status is None:
        raise Invalid("", FaultCode.WRONG_STATE, f"Approval of plan {plan.id} was not requested")
    if call.me == plan.account_id:
        raise Forbidden("You may not decide on your own plan.")
    if call.me != plan.reviewer_id and not call.may(Permission.PLAN_APPROVE):
        raise Forbidden(f"You may not decide on plan {plan.id}: it has another reviewer.")


def _require_may_plan(call: Call, plan: PlanRecord) -> None:
    """Users may plan their own time. Planning for another user needs the permission over them on all days from the plan's first to
    its last one; planning for a generic resource needs it over everyone or over one of the resource's teams."""
    if plan.account_id == call.me or call.may(Permission.PLAN_MANAGE):
        return
    if plan.account_id is None:
        resource_id = cast("int", plan.generic_resource_id)
        if not teams.holds_over_resource(call, resource_id, Permission.PLAN_MANAGE):
            raise Forbidden(f"You may not plan the time of the generic resource {resource_id}: it needs {Permission.PLAN_MANAGE}.")
        return
    day = reach.first_day_out_of_reach(call, Permission.PLAN_MANAGE, plan.account_id, plan.start_date, plan.last_day)
    if day:
        raise Forbidden(f"You may not plan the time of {plan.account_id} on {day}: it needs {Permission.PLAN_MANAGE}.")
