"""What a flex plan is."""

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


def flex_plan_faults(given: FlexPlanInput) -> list[Fault]:
    """What forbids a flex plan, its references aside."""
    if given.start_date and given.end_date and given.start_date > given.end_date:
        return [Fault("startDate", FaultCode.INCONSISTENT, f"{given.start_date} must not be later than 'endDate' {given.end_date}")]
    return []
