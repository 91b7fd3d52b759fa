"""The record of a flex plan, and the faults of an input."""

import datetime as dt

from msgspec import Struct

from andante.kit.errors import Fault, FaultCode

from .wire import FlexPlanInput


class FlexPlanRecord(Struct, frozen=True, gc=False):
    id: int
    title: str | None
    description: str | None
    start_date: dt.date | None
    end_date: dt.date | None
    planned_seconds: int
    issue_id: int | None
    team_id: int | None


def flex_plan_faults(input: FlexPlanInput) -> list[Fault]:
    """Everything that is wrong with a flex plan, except for references to objects that don't exist."""
    if input.start_date and input.end_date and input.start_date > input.end_date:
        return [Fault("startDate", FaultCode.INCONSISTENT, f"{input.start_date} must not be later than 'endDate' {input.end_date}")]
    return []
