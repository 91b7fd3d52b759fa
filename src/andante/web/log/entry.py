"""Reads what a user typed into the fields of the page that logs time."""

import datetime as dt
import re
from collections.abc import Mapping

from andante.kit.durations import parse_duration
from andante.kit.errors import Fault, FaultCode, Invalid
from andante.timekeeping.work_attributes.rules import AttributeRecord
from andante.timekeeping.worklogs.wire import WorkAttributeValueInput, WorklogInput
from andante.web.shell.dates import parse_time
from andante.web.shell.formats import current_formats
from andante.web.shell.translations import gettext as _

ATTRIBUTE = "attribute"
RANGE = re.compile(r"(\d{1,2})(?::([0-5]\d))?\s*[-–]\s*(\d{1,2})(?::([0-5]\d))?")
"""From one time of day to another: 9-10:30."""


def issue_key(text: str) -> str:
    """The key in `OPS-7 Import loses rows`, as the combobox shows it."""
    return text.strip().partition(" ")[0].upper()


def parse_entry(text: str) -> tuple[int, dt.time | None]:
    """The seconds of a duration or of a range like `9-10:30`, and the start of the range. Raises Invalid."""
    found = RANGE.fullmatch(text.strip())
    if not found:
        return parse_duration(text, "hours"), None
    start, end = (int(found[hour]) * 60 + int(found[hour + 1] or 0) for hour in (1, 3))
    if not start < end <= 1440:
        raise Invalid("", FaultCode.INVALID, f"the range '{text.strip()}' must end after its start and on the same day")
    return (end - start) * 60, dt.time(start // 60, start % 60)


def worklog_input(fields: Mapping[str, str], account_id: str, attributes: Mapping[str, AttributeRecord], today: dt.date) -> WorklogInput:
    """The worklog that a user typed in. Raises Invalid with all faults of fields that can't be read."""
    faults: list[Fault] = []
    seconds, range_start = _seconds(fields, "duration", "timeSpentSeconds", faults) or (0, None)
    day, start = _day(fields.get("date", ""), today, faults), _start(fields.get("start", "").strip(), faults)
    if not fields.get("issue", "").strip():
        faults.append(Fault("issueKey", FaultCode.REQUIRED, _("Choose an issue")))
    billable = _seconds(fields, "billable", "billableSeconds", faults)
    estimate = _seconds(fields, "estimate", "remainingEstimateSeconds", faults)
    if faults:
        raise Invalid(*faults)
    start = range_start or start
    return WorklogInput(
        author_account_id=account_id,
        issue_key=issue_key(fields["issue"]),
        start_date=day,
        start_time=start.isoformat() if start else None,
        time_spent_seconds=seconds,
        billable_seconds=billable[0] if billable else None,
        description=fields.get("description", ""),
        remaining_estimate_seconds=estimate[0] if estimate else None,
        attributes=list(_attribute_values(fields, attributes)),
    )


def _attribute_values(fields: Mapping[str, str], attributes: Mapping[str, AttributeRecord]) -> list[WorkAttributeValueInput]:
    values = []
    for key, attribute in attributes.items():
        value = fields.get(ATTRIBUTE + key, "").strip()
        if attribute.type == "INPUT_NUMERIC":
            value = value.replace(",", ".")
        if attribute.type == "CHECKBOX" and attribute.required and not value:
            value = "false"
        if value:
            values.append(WorkAttributeValueInput(key, value))
    return values


def _seconds(fields: Mapping[str, str], name: str, field: str, faults: list[Fault]) -> tuple[int, dt.time | None] | None:
    text = fields.get(name, "").strip()
    is_duration = name == "duration"
    if not text:
        if is_duration:
            faults.append(Fault(field, FaultCode.REQUIRED, _("Enter a duration")))
        return None
    try:
        entry = parse_entry(text) if is_duration else (parse_duration(text, "hours"), None)
    except Invalid:
        entry = (0, None) if is_duration else (-1, None)
    if not (1 if is_duration else 0) <= entry[0]:
        faults.append(Fault(field, FaultCode.INVALID, _("Enter a duration like 1.5, 1:30, 1h 30m or 90m, up to 24 hours")))
    return entry


def _day(text: str, today: dt.date, faults: list[Fault]) -> dt.date:
    day = current_formats().parse_day(text, today)
    if not day:
        faults.append(Fault("startDate", FaultCode.INVALID, _("Enter a date")))
    return day or today


def _start(text: str, faults: list[Fault]) -> dt.time | None:
    start = parse_time(text)
    if text and not start:
        example = current_formats().time("09:30")
        faults.append(Fault("startTime", FaultCode.INVALID, _("Enter a time of day like %(example)s", example=example)))
    return start
