"""The rules for logging time: dates, limits, required fields, attribute values and accounts."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from msgspec import Struct

from andante.accounts.accounts.rules import Bookable, booking_faults
from andante.directory.issues.rules import EstimateMove, IssueRecord
from andante.directory.people.rules import UserRecord
from andante.kit import clock
from andante.kit.clock import Instant
from andante.kit.errors import Fault, FaultCode, Invalid
from andante.kit.faults import shown
from andante.kit.grants import Grants
from andante.kit.lookup import unknown_reference
from andante.scopes import Permission
from andante.timekeeping.configuration.rules import ConfigurationRecord
from andante.timekeeping.work_attributes.rules import AttributeRecord, new_value_faults, value_faults

from .wire import NewWorklog, WorkAttributeValueInput, WorkAttributeValuesInput, WorklogUpdate

VIEW_PERMISSIONS = (Permission.WORKLOG_VIEW, Permission.WORKLOG_MANAGE, Permission.TIMESHEET_APPROVE)
"""Each of these permissions over a user allows seeing the user's worklogs and timesheets."""

FIRST_DATE = dt.date(1970, 1, 1)
MIDNIGHT = dt.time(0)
ASSIGNED_JIRA_IDS = 2**40
"""A worklog that doesn't come from Jira gets a Jira id above this number, which is far above the ids that Jira uses."""


class WorklogRecord(Struct, frozen=True, gc=False):
    id: int
    jira_id: int | None
    issue_id: int
    issue_key: str
    author_id: str
    start_date: dt.date
    start_time: dt.time
    start_utc: Instant
    time_spent_seconds: int
    billable_seconds: int
    description: str
    created_at: Instant
    updated_at: Instant
    attributes: dict[str, str]

    @property
    def estimate_return(self) -> EstimateMove:
        """The move that adds the time spent back to the remaining estimate of the issue, for example after a deletion."""
        return EstimateMove(self.issue_id, -self.time_spent_seconds)


class Draft(NamedTuple):
    """A worklog to be created or changed, with the objects that it refers to."""

    input: NewWorklog
    author: UserRecord
    issue: IssueRecord
    attributes: dict[str, str]
    accounts: Mapping[str, Bookable]
    """The accounts in its ACCOUNT attributes, by key. May contain other accounts."""

    @property
    def day(self) -> tuple[str, dt.date]:
        """The author's account id and the start date."""
        return self.author.account_id, self.input.start_date

    @property
    def start_time(self) -> dt.time:
        return clock.parse_time(self.input.start_time) if self.input.start_time else MIDNIGHT

    @property
    def billable_seconds(self) -> int:
        billable = self.input.billable_seconds
        return self.input.time_spent_seconds if billable is None else billable

    @property
    def estimate_move(self) -> EstimateMove:
        """The move that subtracts the time spent from the remaining estimate of the issue, or sets the estimate from the input."""
        return EstimateMove(self.issue.id, self.input.time_spent_seconds, self.input.remaining_estimate_seconds)

    def record(self, now: Instant, *, id: int = 0, before: WorklogRecord | None = None) -> WorklogRecord:
        """The worklog to store. `before` is the worklog that it replaces."""
        return WorklogRecord(
            id=id,
            jira_id=before.jira_id if before else None,
            issue_id=self.issue.id,
            issue_key=self.issue.key,
            author_id=self.author.account_id,
            start_date=self.input.start_date,
            start_time=self.start_time,
            start_utc=clock.local_to_utc(self.input.start_date, self.start_time, self.author.time_zone),
            time_spent_seconds=self.input.time_spent_seconds,
            billable_seconds=self.billable_seconds,
            description=self.input.description or "",
            created_at=before.created_at if before else now,
            updated_at=now,
            attributes=self.attributes,
        )


class LoggingRules(NamedTuple):
    """What worklogs are checked against: the configuration, the work attributes and the current time."""

    configuration: ConfigurationRecord
    attributes: Mapping[str, AttributeRecord]
    now: Instant

    def is_account_attribute(self, key: str) -> bool:
        attribute = self.attributes.get(key)
        return attribute is not None and attribute.type == "ACCOUNT"


class ValueRow(NamedTuple):
    """A stored attribute value of a worklog."""

    worklog_id: int
    attribute_id: int
    value: str
    account_id: int | None


def author_faults(account_id: str, author: UserRecord | None) -> list[Fault]:
    """The fault of an author who doesn't exist or isn't active, so no one can log time for them."""
    if author and author.active:
        return []
    if author:
        return [Fault("authorAccountId", FaultCode.INACTIVE, f"names the user '{account_id}', who is not active")]
    return [unknown_reference("authorAccountId", "user", account_id)]


def draft_faults(draft: Draft, logging_rules: LoggingRules, other_seconds: int, before: WorklogRecord | None = None) -> list[Fault]:
    """All faults of a worklog, except those of its author. `other_seconds` is the time spent in the author's other worklogs on
    that day. `before` is the worklog that the draft replaces."""
    return [
        *_date_faults(draft, logging_rules),
        *_required_field_faults(draft.input, logging_rules.configuration),
        *_daily_limit_faults(draft, logging_rules.configuration, other_seconds),
        *value_faults(logging_rules.attributes, draft.attributes, before.attributes if before else {}),
        *account_faults(draft.attributes, logging_rules, draft.accounts, draft.issue.project_id),
    ]


def _date_faults(draft: Draft, logging_rules: LoggingRules) -> list[Fault]:
    day, allowed = draft.input.start_date, logging_rules.configuration.number_of_days_allowed_into_future
    if day < FIRST_DATE:
        return [Fault("startDate", FaultCode.OUT_OF_RANGE, f"must not be before {FIRST_DATE}, not {day}")]
    last = clock.today(logging_rules.now, draft.author.time_zone) + dt.timedelta(days=allowed)
    if day > last:
        return [
            Fault(
                "startDate",
                FaultCode.OUT_OF_RANGE,
                f"must not be more than {allowed} days in the future: the last allowed day is {last}, not {day}",
            )
        ]
    if logging_rules.configuration.start_time_required and not draft.input.start_time:
        return [Fault("startTime", FaultCode.REQUIRED, "is required")]
    return []


def _required_field_faults(input: NewWorklog, configuration: ConfigurationRecord) -> list[Fault]:
    faults = []
    if not configuration.worklog_description_optional and not (input.description or "").strip():
        faults.append(Fault("description", FaultCode.REQUIRED, "must not be empty"))
    if not configuration.remaining_estimate_optional and input.remaining_estimate_seconds is None:
        faults.append(
            Fault(
                "remainingEstimateSeconds",
                FaultCode.REQUIRED,
                "Remaining estimate must not be empty: 'remainingEstimateSeconds' is required",
            )
        )
    return faults


def _daily_limit_faults(draft: Draft, configuration: ConfigurationRecord, other_seconds: int) -> list[Fault]:
    limit = configuration.max_hours_per_day_per_user
    total = other_seconds + draft.input.time_spent_seconds
    if limit is None or total <= limit * 3600:
        return []
    day = draft.input.start_date
    return [
        Fault(
            "timeSpentSeconds",
            FaultCode.LIMIT_EXCEEDED,
            f"would bring {day} to {total} seconds for this user; at most {limit} hours a day are allowed",
        )
    ]


def account_faults(
    values: Mapping[str, str], logging_rules: LoggingRules, accounts: Mapping[str, Bookable], project_id: int
) -> list[Fault]:
    """The faults of the accounts in ACCOUNT attributes. `values` are attribute values by key, `accounts` the existing accounts
    by key."""
    closed_allowed = logging_rules.configuration.allow_logging_on_closed_account
    return [
        Fault(f"attributes[{key}]", fault.code, f"Work attribute '{logging_rules.attributes[key].name}' ({key}): {fault}")
        for key, value in values.items()
        if logging_rules.is_account_attribute(key)
        for fault in booking_faults(accounts.get(value), value, project_id, closed_allowed=closed_allowed)
    ]


def check_copies(
    copies: Sequence[WorklogRecord], issues: Mapping[int, str], logging_rules: LoggingRules, accounts: Mapping[str, Bookable]
) -> None:
    """Raises Invalid if a copy of a worklog refers to an issue, attribute or account that doesn't exist. `issues` maps ids to keys."""
    faults = [unknown_reference("issueId", "issue", copy.issue_id) for copy in copies if copy.issue_id not in issues]
    for key, value in {pair for copy in copies for pair in copy.attributes.items()}:
        if key not in logging_rules.attributes:
            faults.append(Fault(f"attributes[{key}]", FaultCode.NOT_FOUND, f"Work attribute {shown(key)} does not exist"))
        elif logging_rules.is_account_attribute(key) and value not in accounts:
            faults.append(
                Fault(
                    f"attributes[{key}]",
                    FaultCode.NOT_FOUND,
                    f"Work attribute '{logging_rules.attributes[key].name}' ({key}) names the account {shown(value)}, which does not exist",
                )
            )
    if faults:
        raise Invalid(*sorted(faults, key=str))


def value_rows(id: int, values: Mapping[str, str], logging_rules: LoggingRules, accounts: Mapping[str, Bookable]) -> Iterator[ValueRow]:
    """The rows that store a worklog's attribute values, which have been checked."""
    for key, value in values.items():
        yield ValueRow(id, logging_rules.attributes[key].id, value, accounts[value].id if logging_rules.is_account_attribute(key) else None)


def needs_billable_permission(draft: Draft, before: WorklogRecord | None) -> bool:
    """Whether the draft needs the permission to edit billable seconds: they differ from the time spent, and they or the time spent
    change. The time spent counts because a user could otherwise log one minute and then change it to a day with one billable
    minute."""
    seconds = draft.input.time_spent_seconds, draft.billable_seconds
    unchanged = before is not None and (before.time_spent_seconds, before.billable_seconds) == seconds
    return draft.billable_seconds != draft.input.time_spent_seconds and not unchanged


def may_bypass_locks(grants: Grants, settings: ConfigurationRecord) -> bool:
    """Whether a user may change worklogs in locked periods: administrators may while the override mode is on."""
    return grants.administrator and settings.override_mode


def values_by_key(pairs: list[WorkAttributeValueInput] | None) -> tuple[dict[str, str], list[Fault]]:
    """The values by key, and a fault for each duplicate key."""
    values: dict[str, str] = {}
    duplicates = []
    for pair in pairs or []:
        if pair.key in values:
            duplicates.append(Fault("attributes", FaultCode.DUPLICATE, f"contains the key '{pair.key}' twice"))
        values[pair.key] = pair.value
    return values, duplicates


def by_index(faults: Sequence[Sequence[Fault]]) -> list[Fault]:
    """The faults of all worklogs. If there are several, each field starts with the index of its worklog."""
    if len(faults) == 1:
        return list(faults[0])
    return [fault.under(f"[{index}]") for index, found in enumerate(faults) for fault in found]


def input_of(worklog: WorklogRecord) -> WorklogUpdate:
    """The input that changes a worklog to this one."""
    return WorklogUpdate(
        author_account_id=worklog.author_id,
        issue_id=worklog.issue_id,
        start_date=worklog.start_date,
        start_time=worklog.start_time.isoformat(),
        time_spent_seconds=worklog.time_spent_seconds,
        billable_seconds=worklog.billable_seconds,
        description=worklog.description,
        attributes=[WorkAttributeValueInput(key, value) for key, value in worklog.attributes.items()],
    )


def jira_id(id: int, stored: int | None) -> int:
    """The worklog's id in Jira. A worklog that doesn't come from Jira has one that is derived from its id."""
    return ASSIGNED_JIRA_IDS + id if stored is None else stored


def new_values(
    inputs: Sequence[WorkAttributeValuesInput], worklogs: Mapping[int, WorklogRecord], attributes: Mapping[str, AttributeRecord]
) -> tuple[list[Fault], dict[int, dict[str, str]]]:
    """The faults of values to add, and the values by worklog id and key. An attribute that already has a value is a fault."""
    faults: list[Fault] = []
    new: dict[int, dict[str, str]] = {}
    for entry in inputs:
        values = new.setdefault(entry.tempo_worklog_id, {})
        for pair in entry.attribute_values:
            if pair.key in worklogs[entry.tempo_worklog_id].attributes or pair.key in values:
                faults.append(
                    Fault(
                        f"attributes[{pair.key}]",
                        FaultCode.DUPLICATE,
                        f"Worklog {entry.tempo_worklog_id} already has a value of the work attribute '{pair.key}'",
                    )
                )
            faults += new_value_faults(attributes[pair.key], pair.value)
            values[pair.key] = pair.value
    return faults, new
