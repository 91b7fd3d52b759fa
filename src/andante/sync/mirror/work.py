"""Worklogs, plans and timesheets: what grows, and is read from where the last reading came to."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

from msgspec.structs import replace

from andante.kit.call import Call
from andante.kit.clock import Instant, later, parse_time
from andante.kit.paging import Paging
from andante.planning.flex_plans import actions as flexplans
from andante.planning.flex_plans.wire import FlexPlan, FlexPlanInput, FlexPlanSearchInput
from andante.planning.plan_days.rules import COPY_END, COPY_START, PlanCopy, PlanRecord, last_day
from andante.planning.plan_search.wire import PlansFilter
from andante.planning.plans import actions as plans
from andante.planning.plans.wire import Plan, PlanApproval
from andante.timekeeping.timesheets import actions as timesheets
from andante.timekeeping.timesheets.rules import TimesheetRecord
from andante.timekeeping.timesheets.wire import TimesheetApprovalLog, TimesheetApprovalLogSearchInput
from andante.timekeeping.worklog_search.wire import SearchOrder, WorklogSearchInput
from andante.timekeeping.worklogs import actions as worklogs
from andante.timekeeping.worklogs.rules import WorklogRecord
from andante.timekeeping.worklogs.wire import TempoWorklogIdList, Worklog

from .groups import BATCH, Batch, Group, Name, by_id, each, some_at_once, whole
from .rules import Change, Ids, Missing
from .source import Source

T = TypeVar("T")
OVERLAP_SECONDS = 300
"""So much before the mark the next reading begins: what was being written when the last one came by has an older moment."""

PLANS_AT_ONCE = 25
"""A server goes through all days of a page of plans; so many that go on for ever are few enough for that."""

OLDEST_FIRST = [SearchOrder(field="UPDATED", order="ASC")]

NumberedStep = tuple[int, TimesheetApprovalLog]
"""A step of a timesheet with its number among those of the same second."""

WorklogOfJira = tuple[Worklog, int | None]
"""A worklog with its Jira id."""


def _worklogs(source: Source, mark: str | None) -> Iterator[Batch[WorklogOfJira]]:
    """In the order of their last change, each page from where the last one ended: so what changes meanwhile comes once
    more, at the end, and nothing is left out where something is deleted. Of many that were changed in the same second,
    the rest is asked for by its place among them, and a bit before it."""
    since, offset = _since(mark), 0
    while True:
        asked = WorklogSearchInput(updated_from=since, order_by=OLDEST_FIRST)
        page = source.tempo.worklogs.search_worklogs(body=asked, paging=Paging(offset=offset, limit=BATCH))
        if not page.results:
            return
        last = page.results[-1].updated_at
        yield Batch(_with_jira_ids(source, page.results), last)
        if not page.metadata.next:
            return
        offset = offset + _progress(len(page.results)) if last == since else 0
        since = last


def _progress(read: int) -> int:
    """How many places to go on after a page. A tenth of it comes once more: where some before it are deleted meanwhile, those
    after it move up."""
    return max(1, read - max(1, read // 10))


def _since(mark: str | None) -> str | None:
    return later(Instant(mark), -OVERLAP_SECONDS) if mark else None


def _with_jira_ids(source: Source, found: Sequence[Worklog]) -> list[WorklogOfJira]:
    jira_ids = _jira_ids(source, [worklog.tempo_worklog_id for worklog in found])
    return [(worklog, jira_ids.get(worklog.tempo_worklog_id)) for worklog in found]


def _jira_ids(source: Source, ids: list[int]) -> dict[int, int]:
    """The Jira id of each of these worklogs that is there."""
    asked = TempoWorklogIdList(ids)
    found = source.tempo.worklogs.iter_jira_worklog_ids_by_tempo_worklog_ids(asked)
    return {one.tempo_worklog_id: one.jira_worklog_id for one in found}


def _worklog(one: WorklogOfJira, ids: Ids) -> WorklogRecord:
    worklog, jira_id = one
    attributes = {value.key: value.value for value in worklog.attributes.values}
    for key in attributes:
        if ids.find("work-attributes", key) is None:
            raise Missing(f"the work attribute {key} is not here yet")
    return WorklogRecord(
        id=0,
        jira_id=jira_id,
        issue_id=ids.issue(worklog.issue.id or 0),
        issue_key="",
        author_id=ids.user(worklog.author.account_id),
        start_date=worklog.start_date,
        start_time=worklog.start_time,
        start_utc=Instant(worklog.start_date_time_utc),
        time_spent_seconds=worklog.time_spent_seconds,
        billable_seconds=worklog.billable_seconds,
        description=worklog.description,
        created_at=Instant(worklog.created_at),
        updated_at=Instant(worklog.updated_at),
        attributes=attributes,
    )


def _copy_worklogs(call: Call, changes: Sequence[Change[WorklogRecord]]) -> list[Name]:
    return [*worklogs.copy_all(call, [replace(one.given, id=int(one.ours or 0)) for one in changes])]


def _worklogs_there(source: Source, theirs: Sequence[str]) -> set[str]:
    return {str(id) for some in some_at_once(theirs, BATCH) for id in _jira_ids(source, [int(id) for id in some])}


def _plans(source: Source, mark: str | None) -> Iterator[Batch[Plan]]:
    """The mark is the moment of the latest change that was read."""
    latest = mark
    asked = PlansFilter(from_=COPY_START, to=COPY_END, planned_time_breakdown=["DAILY", "PERIOD"], updated_from=_since(mark))
    for some in some_at_once(source.tempo.plans.iter_plans(asked, Paging(limit=PLANS_AT_ONCE)), PLANS_AT_ONCE):
        latest = max([*([latest] if latest else []), *(plan.updated_at for plan in some)], default=None)
        yield Batch(some)
    yield Batch([], latest)


def _plan(plan: Plan, ids: Ids) -> PlanCopy:
    by_user, on_issue = plan.assignee.type == "USER", plan.plan_item.type == "ISSUE"
    approval = plan.plan_approval or PlanApproval()
    days = plan.planned_time.days.values if plan.planned_time.days else []
    record = PlanRecord(
        id=0,
        account_id=ids.user(plan.assignee.id) if by_user else None,
        generic_resource_id=None if by_user else ids.of("generic-resources", plan.assignee.id),
        issue_id=ids.issue(int(plan.plan_item.id)) if on_issue else None,
        project_id=None if on_issue else ids.project(int(plan.plan_item.id)),
        start_date=plan.start_date,
        end_date=plan.end_date,
        start_time=parse_time(plan.start_time) if plan.start_time else None,
        effort_type=plan.effort_persistence_type,
        seconds=plan.planned_seconds_per_day or plan.total_planned_seconds or 1,
        include_non_working_days=plan.include_non_working_days,
        rule=plan.rule,
        recurrence_end_date=plan.recurrence_end_date,
        last_day=last_day(plan.start_date, plan.end_date, plan.rule, plan.recurrence_end_date),
        description=plan.description,
        approval_status=approval.status,
        reviewer_id=ids.user(approval.reviewer.account_id) if approval.reviewer else None,
        requester_id=approval.requester.account_id if approval.requester else None,
        approval_actor_id=approval.actor.account_id if approval.actor else None,
        creator_id=plan.plan_creator_id,
        created_at=Instant(plan.created_at),
        updated_at=Instant(plan.updated_at),
    )
    repetitions = plan.planned_time.periods.values if plan.planned_time.periods else []
    most = max((one.planned_seconds for one in repetitions), default=0)
    return PlanCopy(record, {day.date: day.planned_seconds for day in days}, most)


def _copy_plans(call: Call, changes: Sequence[Change[PlanCopy]]) -> list[Name]:
    return [*plans.copy_all(call, [replace(one.given, plan=replace(one.given.plan, id=int(one.ours or 0))) for one in changes])]


def _plans_there(source: Source, theirs: Sequence[str]) -> set[str]:
    found: set[str] = set()
    for some in some_at_once(theirs, PLANS_AT_ONCE):
        asked = PlansFilter(from_=COPY_START, to=COPY_END, plan_ids=[int(id) for id in some])
        page = source.tempo.plans.get_plans(filter=asked, paging=Paging(limit=PLANS_AT_ONCE))
        found |= {str(plan.id) for plan in page.results}
    return found


def _flex_plan(plan: FlexPlan, ids: Ids) -> FlexPlanInput:
    return FlexPlanInput(
        title=plan.title,
        description=plan.description,
        start_date=plan.start_date,
        end_date=plan.end_date,
        planned_seconds=plan.planned_seconds,
        issue_id=ids.issue(plan.issue_id) if plan.issue_id else None,
        team_id=ids.of("teams", plan.team_id) if plan.team_id else None,
    )


def _steps(source: Source, mark: str | None) -> Iterator[Batch[NumberedStep]]:
    """Oldest first."""
    numbered = _Numbers()
    asked = TimesheetApprovalLogSearchInput(updated_from=_since(mark))
    found = source.tempo.timesheet_approvals.iter_search_timesheet_approval_logs(asked)
    for some in some_at_once(found, BATCH):
        yield Batch([(numbered(step), step) for step in some], some[-1].status.updated_at)


class _Numbers:
    """Counts the steps of a timesheet that were taken in the same second. Readings begin with whole seconds, so that a step
    has the same number in each."""

    def __init__(self) -> None:
        self.second: str | None = None
        self.counted: Counter[tuple[Any, ...]] = Counter()

    def __call__(self, step: TimesheetApprovalLog) -> int:
        if step.status.updated_at != self.second:
            self.second = step.status.updated_at
            self.counted.clear()
        which = (step.user.account_id, step.period.from_, step.period.to)
        self.counted[which] += 1
        return self.counted[which]


def _step_key(numbered: NumberedStep) -> str:
    number, step = numbered
    return f"{step.user.account_id}/{step.period.from_}/{step.period.to}/{step.status.updated_at}/{number}"


def _step(numbered: NumberedStep, ids: Ids) -> TimesheetRecord:
    """What a server leaves out is what it most likely was: people review what nobody else does."""
    step = numbered[1]
    status = step.status
    actor = (status.actor or step.user).account_id
    return TimesheetRecord(
        account_id=ids.user(step.user.account_id),
        from_date=step.period.from_,
        to_date=step.period.to,
        status=status.key,
        reviewer_id=ids.user(step.reviewer.account_id) if step.reviewer else ids.user(actor),
        comment=status.comment or "",
        actor=actor,
        updated_at=Instant(status.updated_at or ""),
        required_seconds=status.required_seconds_at_submit or 0,
        time_spent_seconds=status.time_spent_seconds_at_submit or 0,
    )


def _copy_steps(call: Call, changes: Sequence[Change[TimesheetRecord]]) -> list[Name]:
    return [*timesheets.copy_steps(call, [one.given for one in changes])]


WORKLOGS = Group[WorklogOfJira, WorklogRecord](
    "worklogs",
    read=_worklogs,
    key=lambda one: one[0].tempo_worklog_id,
    given=_worklog,
    write=_copy_worklogs,
    remove=by_id(worklogs.remove_copy),
    still_there=_worklogs_there,
    is_read_whole=False,
)
PLANS = Group[Plan, PlanCopy](
    "plans",
    read=_plans,
    key=lambda plan: plan.id,
    given=_plan,
    write=_copy_plans,
    remove=by_id(plans.remove),
    still_there=_plans_there,
    is_read_whole=False,
)
FLEX_PLANS = Group[FlexPlan, FlexPlanInput](
    "flex-plans",
    read=whole(lambda source: source.tempo.flex_plans.search_flex_plans(FlexPlanSearchInput()).flex_plans),
    key=lambda plan: plan.id,
    given=_flex_plan,
    write=each(flexplans.create, flexplans.change),
    remove=by_id(flexplans.remove),
)
TIMESHEETS = Group[NumberedStep, TimesheetRecord](
    "timesheets",
    read=_steps,
    key=_step_key,
    given=_step,
    write=_copy_steps,
    is_read_whole=False,
)
