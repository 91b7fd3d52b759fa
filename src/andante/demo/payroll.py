"""Exports last week's worklogs to payroll: one has an error, and one has changed since."""

import datetime as dt

from andante.servlets.exports import actions as exports
from andante.servlets.exports.rules import OK, Entry, Selection, hash_value, hours
from andante.timekeeping.worklogs import actions as worklogs
from andante.timekeeping.worklogs.wire import WorkAttributeValueInput, WorklogUpdate

from .company import Company

FIRST_DOCUMENT = 90_001
ERROR = "Cost center is closed"


def export_to_payroll(company: Company) -> None:
    """Exports on the Monday of this week."""
    monday = company.monday
    call = company.on(monday)
    last_week = Selection(from_=monday - dt.timedelta(days=7), to=monday - dt.timedelta(days=1), valid_only=True)
    exported = list(exports.export(call, last_week))
    entries = [
        Entry(
            {
                "worklog_id": str(worklog.worklog_id),
                "external_id": f"PAY-{FIRST_DOCUMENT + number}",
                "external_hours": str(hours(worklog.seconds)),
                "external_result": ERROR if number == len(exported) // 2 else OK,
                "hash_value": hash_value(worklog),
            }
        )
        for number, worklog in enumerate(exported)
    ]
    outcomes = list(exports.record_results(call, entries))
    assert not any(faults for _, faults in outcomes)
    _correct_worklog(company, exported[-1].worklog_id)


def _correct_worklog(company: Company, id: int) -> None:
    """Adds time to a worklog after the export."""
    before = worklogs.find(company.call, id)
    given = WorklogUpdate(
        author_account_id=before.author_id,
        start_date=before.start_date,
        start_time=before.start_time.isoformat(),
        time_spent_seconds=before.time_spent_seconds + 900,
        description=f"{before.description} (plus forgotten time)",
        attributes=[WorkAttributeValueInput(key, value) for key, value in before.attributes.items()],
    )
    worklogs.change(company.call, id, given)
