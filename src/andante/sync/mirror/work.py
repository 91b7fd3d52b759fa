"""Mirrors worklogs, plans and timesheets. There are many of them, so each run continues where the previous one ended."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

from msgspec.structs import replace

from andante.kit.batches import batched
from andante.kit.call import Call
from andante.kit.clock import Instant, later, parse_time
from andante.kit.paging import Paging
from andante.planning.flex_plans import actions as flex_plans
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

from .groups import BATCH_SIZE, Batch, Group, Key, by_id, read_all, write_each
from .rules import Change, Ids, MissingReference
from .source import Source

T = TypeVar("T")
OVERLAP_SECONDS = 300
"""Each run starts this long before the mark: transactions that committed after the previous run may have older timestamps."""

PLANS_PER_PAGE = 25
"""A server computes all days of the plans on a page, so pages must be small: some plans repeat forever."""

OLDEST_FIRST = [SearchOrder(field="UPDATED", order="ASC")]

NumberedStep = tuple[int, TimesheetApprovalLog]
"""A step of a timesheet, with its number among the timesheet's steps in the same second."""

WorklogWithJiraId = tuple[Worklog, int | None]
"""A worklog with its Jira id, if it has one."""


def _worklogs(source: Source, mark: str | None) -> Iterator[Batch[WorklogWithJiraId]]:
    """Reads worklogs in the order of their last update. Each page starts at the timestamp where the previous page ended. So
    worklogs that are updated during the run are read again at the end, and deletions don't cause gaps. If a page ends in the
    second in which it started, the next page starts at an offset in that second, a bit before the end of the page."""
    since, offset = _since(mark), 0
    while True:
        search = WorklogSearchInput(updated_from=since, order_by=OLDEST_FIRST)
        page = source.tempo.worklogs.search_worklogs(body=search, paging=Paging(offset=offset, limit=BATCH_SIZE))
        if not page.results:
            return
        last = page.results[-1].updated_at
        yield Batch(_with_jira_ids(source, page.results), last)
        if not page.metadata.next:
            return
        offset = offset + _advance(len(page.results)) if last == since else 0
        since = last


def _advance(count: int) -> int:
    """How far the offset advances after a page. A tenth of the page is read again, because deletions move the following
    worklogs forward."""
    return max(1, count - max(1, count // 10))


def _since(mark: str | None) -> str | None:
    return later(Instant(mark), -OVERLAP_SECONDS) if mark else None


def _with_jira_ids(source: Source, found: Sequence[Worklog]) -> list[WorklogWithJiraId]:
    jira_ids = _jira_ids(source, [worklog.tempo_worklog_id for worklog in found])
    return [(worklog, jira_ids.get(worklog.tempo_worklog_id)) for worklog in found]


def _jira_ids(source: Source, ids: list[int]) -> dict[int, int]:
    """The Jira ids of the worklogs, by worklog id. Leaves out worklogs that don't exist."""
    pairs = source.tempo.worklogs.iter_jira_worklog_ids_by_tempo_worklog_ids(TempoWorklogIdList(ids))
    return {pair.tempo_worklog_id: pair.jira_worklog_id for pair in pairs}


def _worklog(item: WorklogWithJiraId, ids: Ids) -> WorklogRecord:
    worklog, jira_id = item
    attributes = {value.key: value.value for value in worklog.attributes.values}
    for key in attributes:
        if ids.find("work-attributes", key) is None:
            raise MissingReference(f"the work attribute {key} was not copied yet")
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


def _copy_worklogs(call: Call, changes: Sequence[Change[WorklogRecord]]) -> list[Key]:
    return [*worklogs.copy_all(call, [replace(change.input, id=int(change.local_id or 0)) for change in changes])]


def _existing_worklogs(source: Source, remote_ids: Sequence[str]) -> set[str]:
    return {str(id) for batch in batched(remote_ids, BATCH_SIZE) for id in _jira_ids(source, [int(id) for id in batch])}


def _plans(source: Source, mark: str | None) -> Iterator[Batch[Plan]]:
    """The mark is the timestamp of the latest update that was read."""
    latest = mark
    filter = PlansFilter(from_=COPY_START, to=COPY_END, planned_time_breakdown=["DAILY", "PERIOD"], updated_from=_since(mark))
    for batch in batched(source.tempo.plans.iter_plans(filter, Paging(limit=PLANS_PER_PAGE)), PLANS_PER_PAGE):
        latest = max([*([latest] if latest else []), *(plan.updated_at for plan in batch)], default=None)
        yield Batch(batch)
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
    longest = max((repetition.planned_seconds for repetition in repetitions), default=0)
    return PlanCopy(record, {day.date: day.planned_seconds for day in days}, longest)


def _copy_plans(call: Call, changes: Sequence[Change[PlanCopy]]) -> list[Key]:
    copies = [replace(change.input, plan=replace(change.input.plan, id=int(change.local_id or 0))) for change in changes]
    return [*plans.copy_all(call, copies)]


def _existing_plans(source: Source, remote_ids: Sequence[str]) -> set[str]:
    found: set[str] = set()
    for batch in batched(remote_ids, PLANS_PER_PAGE):
        filter = PlansFilter(from_=COPY_START, to=COPY_END, plan_ids=[int(id) for id in batch])
        page = source.tempo.plans.get_plans(filter=filter, paging=Paging(limit=PLANS_PER_PAGE))
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
    """All steps, the oldest first."""
    count = _StepCounter()
    search = TimesheetApprovalLogSearchInput(updated_from=_since(mark))
    steps = source.tempo.timesheet_approvals.iter_search_timesheet_approval_logs(search)
    for batch in batched(steps, BATCH_SIZE):
        yield Batch([(count(step), step) for step in batch], batch[-1].status.updated_at)


class _StepCounter:
    """Numbers the steps of a timesheet that have the same timestamp. Each run starts at a whole second, so a step gets the same
    number in every run."""

    def __init__(self) -> None:
        self.second: str | None = None
        self.counts: Counter[tuple[Any, ...]] = Counter()

    def __call__(self, step: TimesheetApprovalLog) -> int:
        if step.status.updated_at != self.second:
            self.second = step.status.updated_at
            self.counts.clear()
        timesheet = (step.user.account_id, step.period.from_, step.period.to)
        self.counts[timesheet] += 1
        return self.counts[timesheet]


def _step_key(numbered: NumberedStep) -> str:
    number, step = numbered
    return f"{step.user.account_id}/{step.period.from_}/{step.period.to}/{step.status.updated_at}/{number}"


def _step(numbered: NumberedStep, ids: Ids) -> TimesheetRecord:
    """Uses likely values for missing ones: the actor is the timesheet's user, and the reviewer is the actor."""
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


def _copy_steps(call: Call, changes: Sequence[Change[TimesheetRecord]]) -> list[Key]:
    return [*timesheets.copy_steps(call, [change.input for change in changes])]


WORKLOGS = Group[WorklogWithJiraId, WorklogRecord](
    "worklogs",
    read=_worklogs,
    key=lambda item: item[0].tempo_worklog_id,
    convert=_worklog,
    write=_copy_worklogs,
    remove=by_id(worklogs.remove_copy),
    find_existing=_existing_worklogs,
    entity="worklog",
    reads_all=False,
)
PLANS = Group[Plan, PlanCopy](
    "plans",
    read=_plans,
    key=lambda plan: plan.id,
    convert=_plan,
    write=_copy_plans,
    remove=by_id(plans.remove),
    find_existing=_existing_plans,
    entity="allocation",
    reads_all=False,
)
FLEX_PLANS = Group[FlexPlan, FlexPlanInput](
    "flex-plans",
    read=read_all(lambda source: source.tempo.flex_plans.search_flex_plans(FlexPlanSearchInput()).flex_plans),
    key=lambda plan: plan.id,
    convert=_flex_plan,
    write=write_each(flex_plans.create, flex_plans.change),
    remove=by_id(flex_plans.remove),
)
TIMESHEETS = Group[NumberedStep, TimesheetRecord](
    "timesheets",
    read=_steps,
    key=_step_key,
    convert=_step,
    write=_copy_steps,
    reads_all=False,
)
