"""Builds plans and their approvals from inputs, and finds the faults of an input."""

import datetime as dt

from msgspec.structs import replace

from andante.kit.clock import Instant, parse_time
from andante.kit.errors import Fault, FaultCode
from andante.planning.plan_days.rules import MAX_DATE, MIN_DATE, STEP_DAYS, PlanRecord, last_day

from .wire import PlanInput

MAX_SPAN_DAYS = 3660
DAYS_OF_A_YEAR = 366
MAX_REPEATED_SPAN_DAYS = 366
MAX_PLANNED_DAYS = 18_300
"""The maximum number of days of all repetitions of a plan: ten years in which five repetitions overlap. A plan that repeats forever is
counted for one year."""


def new_plan(
    input: PlanInput,
    *,
    account_id: str | None,
    generic_resource_id: int | None,
    issue_id: int | None,
    project_id: int | None,
    creator_id: str,
    now: Instant,
) -> PlanRecord:
    """The plan, without an id yet, for a valid input and the objects that it refers to."""
    effort_type, seconds = effort(input)
    rule = input.rule or "NEVER"
    return PlanRecord(
        id=0,
        account_id=account_id,
        generic_resource_id=generic_resource_id,
        issue_id=issue_id,
        project_id=project_id,
        start_date=input.start_date,
        end_date=input.end_date,
        start_time=parse_time(input.start_time) if input.start_time else None,
        effort_type=effort_type,
        seconds=seconds,
        include_non_working_days=bool(input.include_non_working_days),
        rule=rule,
        recurrence_end_date=input.recurrence_end_date,
        last_day=last_day(input.start_date, input.end_date, rule, input.recurrence_end_date),
        description=input.description,
        approval_status=None,
        reviewer_id=None,
        requester_id=None,
        approval_actor_id=None,
        creator_id=creator_id,
        created_at=now,
        updated_at=now,
    )


def with_approval_of(plan: PlanRecord, other: PlanRecord) -> PlanRecord:
    """The plan with the approval of another one."""
    fields = ("approval_status", "reviewer_id", "requester_id", "approval_actor_id")
    return replace(plan, **{field: getattr(other, field) for field in fields})


def with_approval_requested(plan: PlanRecord, reviewer: str | None, requester: str) -> PlanRecord:
    return replace(plan, approval_status="REQUESTED", reviewer_id=reviewer, requester_id=requester, approval_actor_id=None)


def is_only_on(plan: PlanRecord, day: dt.date) -> bool:
    """Whether this day is the plan's only one."""
    return plan.rule == "NEVER" and plan.start_date == plan.end_date == day


def plan_faults(input: PlanInput) -> list[Fault]:
    """Everything that is wrong with a plan, except for references to objects that don't exist."""
    faults = [
        Fault(name, FaultCode.OUT_OF_RANGE, f"must be from {MIN_DATE} to {MAX_DATE}, not {day}")
        for name, day in _dates(input)
        if not MIN_DATE <= day <= MAX_DATE
    ]
    return faults + _span_faults(input) + _recurrence_faults(input) + _effort_faults(input)


def _dates(input: PlanInput) -> list[tuple[str, dt.date]]:
    dates = [("startDate", input.start_date), ("endDate", input.end_date)]
    return dates + ([("recurrenceEndDate", input.recurrence_end_date)] if input.recurrence_end_date else [])


def _span_faults(input: PlanInput) -> list[Fault]:
    start, end = input.start_date, input.end_date
    if start > end:
        return [Fault("startDate", FaultCode.INCONSISTENT, f"{start} must not be later than 'endDate' {end}")]
    span = (end - start).days + 1
    max_span = MAX_SPAN_DAYS if (input.rule or "NEVER") == "NEVER" else MAX_REPEATED_SPAN_DAYS
    if span > max_span:
        message = f"{end} makes the plan {span} days long; at most {max_span} are allowed with this 'rule'"
        return [Fault("endDate", FaultCode.OUT_OF_RANGE, message)]
    return []


def _recurrence_faults(input: PlanInput) -> list[Fault]:
    start, end = input.start_date, input.recurrence_end_date
    if end and (end - start).days > MAX_SPAN_DAYS:
        message = f"{end} must be at most {MAX_SPAN_DAYS} days after 'startDate', or absent"
        return [Fault("recurrenceEndDate", FaultCode.OUT_OF_RANGE, message)]
    if end and end < start:
        return [Fault("recurrenceEndDate", FaultCode.INCONSISTENT, f"{end} must not be before 'startDate' {start}")]
    return _repetition_faults(input)


def _repetition_faults(input: PlanInput) -> list[Fault]:
    """Long spans that repeat often overlap themselves many times."""
    span, step = (input.end_date - input.start_date).days + 1, STEP_DAYS.get(input.rule or "NEVER")
    if step is None or not 0 < span <= MAX_REPEATED_SPAN_DAYS:
        return []
    repeated_days = (input.recurrence_end_date - input.start_date).days if input.recurrence_end_date else DAYS_OF_A_YEAR
    planned_days = (repeated_days // step + 1) * span
    if planned_days <= MAX_PLANNED_DAYS:
        return []
    message = f"{input.end_date} makes the repetitions {planned_days} days long in total; at most {MAX_PLANNED_DAYS} are allowed"
    return [Fault("endDate", FaultCode.OUT_OF_RANGE, message)]


def _effort_faults(input: PlanInput) -> list[Fault]:
    if input.effort_persistence_type == "TOTAL_SECONDS" and input.planned_seconds is None:
        return [Fault("plannedSeconds", FaultCode.REQUIRED, "is required with the 'effortPersistenceType' TOTAL_SECONDS")]
    if input.planned_seconds is None and input.planned_seconds_per_day is None:
        message = "is required, or 'plannedSeconds' with the 'effortPersistenceType' TOTAL_SECONDS"
        return [Fault("plannedSecondsPerDay", FaultCode.REQUIRED, message)]
    return []


def effort(input: PlanInput) -> tuple[str, int]:
    """The effort type and its seconds. Without a type, seconds per day take precedence over a total. With SECONDS_PER_DAY,
    `plannedSeconds` is used if `plannedSecondsPerDay` is missing."""
    per_day, total = input.planned_seconds_per_day, input.planned_seconds
    if input.effort_persistence_type == "TOTAL_SECONDS" or (input.effort_persistence_type is None and per_day is None):
        return "TOTAL_SECONDS", total or 0
    return "SECONDS_PER_DAY", per_day or total or 0
