"""What a worklog is and what holds when time is logged."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple, TypedDict

from msgspec import Struct

from andante.accounts.accounts.rules import Bookable, booking_faults
from andante.directory.issues.rules import EstimateMove, IssueRecord
from andante.directory.people.rules import UserRecord
from andante.kit import clock
from andante.kit.clock import Instant
from andante.kit.errors import Fault, FaultCode, Invalid
from andante.kit.faults import shown
from andante.kit.paging import SortKey
from andante.timekeeping.configuration.rules import ConfigurationRecord
from andante.timekeeping.work_attributes.rules import AttributeRecord, given_value_faults, value_faults

from .wire import NewWorklog, WorkAttributeValueInput, WorkAttributeValuesInput

FIRST_DAY = dt.date(1970, 1, 1)
MIDNIGHT = dt.time(0)
SORT_COLUMNS = {"ID": ("id",), "START_DATE_TIME": ("start_date", "start_time"), "UPDATED": ("updated_at",)}
ASSIGNED_JIRA_IDS = 2**40
"""Worklogs that did not come from Jira have Jira ids from here on, far above any that Jira gives."""


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
        """Gives the time back to the issue."""
        return EstimateMove(self.issue_id, -self.time_spent_seconds)


class Draft(NamedTuple):
    """A worklog that somebody wants to write, with its references found."""

    given: NewWorklog
    author: UserRecord
    issue: IssueRecord
    attributes: dict[str, str]
    accounts: Mapping[str, Bookable]
    """Those that its ACCOUNT attributes name, by key, and maybe others."""

    @property
    def day(self) -> tuple[str, dt.date]:
        """Whose day it is written on."""
        return self.author.account_id, self.given.start_date

    @property
    def start_time(self) -> dt.time:
        return clock.parse_time(self.given.start_time) if self.given.start_time else MIDNIGHT

    @property
    def billable_seconds(self) -> int:
        given = self.given.billable_seconds
        return self.given.time_spent_seconds if given is None else given

    @property
    def estimate_move(self) -> EstimateMove:
        return EstimateMove(self.issue.id, self.given.time_spent_seconds, self.given.remaining_estimate_seconds)

    def record(self, now: Instant, *, id: int = 0, before: WorklogRecord | None = None) -> WorklogRecord:
        """The worklog as it will be stored; `before` is the one that it replaces."""
        return WorklogRecord(
            id=id,
            jira_id=before.jira_id if before else None,
            issue_id=self.issue.id,
            issue_key=self.issue.key,
            author_id=self.author.account_id,
            start_date=self.given.start_date,
            start_time=self.start_time,
            start_utc=clock.local_to_utc(self.given.start_date, self.start_time, self.author.time_zone),
            time_spent_seconds=self.given.time_spent_seconds,
            billable_seconds=self.billable_seconds,
            description=self.given.description or "",
            created_at=before.created_at if before else now,
            updated_at=now,
            attributes=self.attributes,
        )


class Order(NamedTuple):
    """A field to sort by, as the API calls it."""

    field: str
    descending: bool = False


class DateBounds(TypedDict):
    from_: dt.date | None
    to: dt.date | None
    updated_from: str | None


class Search(Struct, frozen=True, kw_only=True):
    """Which worklogs, in which order. Different fields narrow, several values of one field widen; none is no limit.
    Issues and projects are ids or keys, the account is an id. Without an order, by start."""

    authors: list[str] = []
    issues: Sequence[int | str] = []
    projects: Sequence[int | str] = []
    account: int | None = None
    from_: dt.date | None = None
    to: dt.date | None = None
    updated_from: str | None = None
    started_from: Instant | None = None
    started_before: Instant | None = None
    order: list[Order] = []

    @property
    def sort_columns(self) -> list[tuple[str, bool]]:
        """(column, whether descending) with the id as the last word, in the direction of the first."""
        order = self.order or [Order("START_DATE_TIME")]
        columns = {name: descending for field, descending in order for name in SORT_COLUMNS[field]}
        return list(({**columns} if "id" in columns else {**columns, "id": order[0].descending}).items())

    @property
    def sort_key(self) -> Callable[[WorklogRecord], SortKey]:
        """Gives the values of a worklog that this search sorts by."""
        names = [name for name, _ in self.sort_columns]
        return lambda worklog: tuple(getattr(worklog, name) for name in names)


class House(NamedTuple):
    """What the rules need to know beside the worklog."""

    configuration: ConfigurationRecord
    attributes: Mapping[str, AttributeRecord]
    now: Instant

    def takes_account(self, key: str) -> bool:
        """Whether the attribute of this key exists and its values are accounts."""
        attribute = self.attributes.get(key)
        return attribute is not None and attribute.type == "ACCOUNT"


class ValueRow(NamedTuple):
    """A worklog's value of an attribute, as it is stored."""

    worklog_id: int
    attribute_id: int
    value: str
    account_id: int | None


def author_faults(account_id: str, author: UserRecord | None) -> list[Fault]:
    """What forbids anybody to log time for this person."""
    if author and author.active:
        return []
    if author:
        return [Fault("authorAccountId", FaultCode.INACTIVE, f"names the user '{account_id}', who is not active")]
    return [Fault("authorAccountId", FaultCode.NOT_FOUND, f"names the user '{account_id}', who does not exist")]


def faults(draft: Draft, house: House, others_that_day: int, before: WorklogRecord | None = None) -> list[Fault]:
    """Everything that forbids to write this worklog. `others_that_day`: the seconds that its author has on that day
    in other worklogs; `before` is the one that it replaces."""
    return [
        *_day_faults(draft, house),
        *_text_faults(draft.given, house.configuration),
        *_limit_faults(draft, house.configuration, others_that_day),
        *value_faults(house.attributes, draft.attributes, before.attributes if before else {}),
        *account_faults(draft.attributes, house, draft.accounts, draft.issue.project_id),
    ]


def _day_faults(draft: Draft, house: House) -> list[Fault]:
    day, allowed = draft.given.start_date, house.configuration.number_of_days_allowed_into_future
    if day < FIRST_DAY:
        return [Fault("startDate", FaultCode.OUT_OF_RANGE, f"must not be before {FIRST_DAY}, as {day} is")]
    last = clock.today(house.now, draft.author.time_zone) + dt.timedelta(days=allowed)
    if day > last:
        return [
            Fault(
                "startDate",
                FaultCode.OUT_OF_RANGE,
                f"must not be more than {allowed} days in the future: {last} is the last day possible, not {day}",
            )
        ]
    if house.configuration.start_time_required and not draft.given.start_time:
        return [Fault("startTime", FaultCode.REQUIRED, "is required")]
    return []


def _text_faults(given: NewWorklog, configuration: ConfigurationRecord) -> list[Fault]:
    faults = []
    if not configuration.worklog_description_optional and not (given.description or "").strip():
        faults.append(Fault("description", FaultCode.REQUIRED, "must not be empty"))
    if not configuration.remaining_estimate_optional and given.remaining_estimate_seconds is None:
        faults.append(
            Fault(
                "remainingEstimateSeconds",
                FaultCode.REQUIRED,
                "Remaining estimate must not be empty: 'remainingEstimateSeconds' is required",
            )
        )
    return faults


def _limit_faults(draft: Draft, configuration: ConfigurationRecord, others_that_day: int) -> list[Fault]:
    limit = configuration.max_hours_per_day_per_user
    total = others_that_day + draft.given.time_spent_seconds
    if limit is None or total <= limit * 3600:
        return []
    day = draft.given.start_date
    return [
        Fault(
            "timeSpentSeconds",
            FaultCode.LIMIT_EXCEEDED,
            f"would bring {day} to {total} seconds for this user; at most {limit} hours a day are allowed",
        )
    ]


def account_faults(values: Mapping[str, str], house: House, accounts: Mapping[str, Bookable], project_id: int) -> list[Fault]:
    """What is wrong with the accounts among these values of attributes; `accounts` holds those that exist."""
    closed_allowed = house.configuration.allow_logging_on_closed_account
    return [
        Fault(f"attributes[{key}]", fault.code, f"Work attribute '{house.attributes[key].name}' ({key}): {fault}")
        for key, value in values.items()
        if house.takes_account(key)
        for fault in booking_faults(accounts.get(value), value, project_id, closed_allowed=closed_allowed)
    ]


def check_copies(copies: Sequence[WorklogRecord], issues: Mapping[int, str], house: House, accounts: Mapping[str, Bookable]) -> None:
    """Refuses copies of worklogs that refer to what is not here."""
    faults = [
        Fault("issueId", FaultCode.NOT_FOUND, f"names the issue {copy.issue_id}, which does not exist")
        for copy in copies
        if copy.issue_id not in issues
    ]
    for key, value in {pair for copy in copies for pair in copy.attributes.items()}:
        if key not in house.attributes:
            faults.append(Fault(f"attributes[{key}]", FaultCode.NOT_FOUND, f"Work attribute {shown(key)} does not exist"))
        elif house.takes_account(key) and value not in accounts:
            faults.append(
                Fault(
                    f"attributes[{key}]",
                    FaultCode.NOT_FOUND,
                    f"Work attribute '{house.attributes[key].name}' ({key}) names the account {shown(value)}, which does not exist",
                )
            )
    if faults:
        raise Invalid(*sorted(faults, key=str))


def value_rows(id: int, values: Mapping[str, str], house: House, accounts: Mapping[str, Bookable]) -> Iterator[ValueRow]:
    """What is to be stored of checked values of a worklog."""
    for key, value in values.items():
        yield ValueRow(id, house.attributes[key].id, value, accounts[value].id if house.takes_account(key) else None)


def changes_billable(draft: Draft, before: WorklogRecord | None) -> bool:
    """Whether billable seconds are set to something other than the time spent. What stood there may stay as long as the
    time does: else one could log a minute, and make a day of it of which a minute is billable."""
    seconds = draft.given.time_spent_seconds, draft.billable_seconds
    stays = before is not None and (before.time_spent_seconds, before.billable_seconds) == seconds
    return draft.billable_seconds != draft.given.time_spent_seconds and not stays


def attribute_map(given: list[WorkAttributeValueInput] | None) -> tuple[dict[str, str], list[Fault]]:
    """The values by their keys, and a fault for each key that comes twice."""
    values: dict[str, str] = {}
    twice = []
    for pair in given or []:
        if pair.key in values:
            twice.append(Fault("attributes", FaultCode.DUPLICATE, f"has the key '{pair.key}' twice"))
        values[pair.key] = pair.value
    return values, twice


def jira_id(id: int, given: int | None) -> int:
    """The Jira worklog id: the one that Jira gave, else one assigned here."""
    return ASSIGNED_JIRA_IDS + id if given is None else given


def fresh_values(
    given: Sequence[WorkAttributeValuesInput], worklogs: Mapping[int, WorklogRecord], known: Mapping[str, AttributeRecord]
) -> tuple[list[Fault], dict[int, dict[str, str]]]:
    """What is wrong with values to be added, and the values by worklog and key. Only what has no value yet can get one."""
    faults: list[Fault] = []
    fresh: dict[int, dict[str, str]] = {}
    for entry in given:
        values = fresh.setdefault(entry.tempo_worklog_id, {})
        for pair in entry.attribute_values:
            if pair.key in worklogs[entry.tempo_worklog_id].attributes or pair.key in values:
                faults.append(
                    Fault(
                        f"attributes[{pair.key}]",
                        FaultCode.DUPLICATE,
                        f"Worklog {entry.tempo_worklog_id} has a value of the work attribute '{pair.key}' already",
                    )
                )
            faults += given_value_faults(known[pair.key], pair.value)
            values[pair.key] = pair.value
    return faults, fresh
