"""The field and code of each fault of a plan, without a database."""

import datetime as dt
from typing import Any

import pytest

from andante.planning.plans.rules import plan_faults
from andante.planning.plans.wire import PlanInput

FIRST, OLD = dt.date(2026, 3, 16), dt.date(1900, 1, 1)


@pytest.mark.parametrize(
    ("changes", "faults"),
    [
        ({}, []),
        ({"end_date": dt.date(2026, 3, 15)}, [("startDate", "inconsistent")]),
        (
            {"start_date": dt.date(1900, 1, 1), "end_date": dt.date(1900, 1, 2)},
            [("startDate", "out_of_range"), ("endDate", "out_of_range")],
        ),
        ({"end_date": dt.date(2056, 3, 16)}, [("endDate", "out_of_range")]),
        ({"rule": "WEEKLY", "recurrence_end_date": dt.date(2026, 3, 15)}, [("recurrenceEndDate", "inconsistent")]),
        ({"rule": "WEEKLY", "recurrence_end_date": dt.date(2050, 1, 1)}, [("recurrenceEndDate", "out_of_range")]),
        ({"effort_persistence_type": "TOTAL_SECONDS"}, [("plannedSeconds", "required")]),
        ({"planned_seconds_per_day": None}, [("plannedSecondsPerDay", "required")]),
    ],
)
def test_each_rule_reports_its_field(changes: dict[str, Any], faults: list[tuple[str, str]]) -> None:
    valid: dict[str, Any] = {"start_date": FIRST, "end_date": FIRST, "planned_seconds_per_day": 3600}
    plan = PlanInput(assignee_id="alice", assignee_type="USER", plan_item_id="1", plan_item_type="ISSUE", **valid | changes)

    assert [(fault.field, fault.code) for fault in plan_faults(plan)] == faults
