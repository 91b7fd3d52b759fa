"""The field and code of each fault of a worklog, tested without a database."""

import datetime as dt
from typing import Any

import pytest

from andante.accounts.accounts.rules import Bookable
from andante.directory.issues.rules import IssueRecord
from andante.directory.people.rules import UserRecord
from andante.kit.clock import Instant
from andante.kit.errors import Fault, Invalid
from andante.timekeeping.configuration.rules import ConfigurationRecord
from andante.timekeeping.work_attributes.rules import AttributeRecord, Option
from andante.timekeeping.worklogs import rules
from andante.timekeeping.worklogs.wire import NewWorklog, WorkAttributeValueInput

NOW = Instant("2026-03-18T12:00:00Z")
ALICE = UserRecord("alice", "Alice", None, "UTC", active=True)
NORTH_1 = IssueRecord(1, "NORTH-1", "Import loses rows", 7, 1, None, None, 1, None, "", None, None, None, NOW, NOW)
TICKET = AttributeRecord(1, "_Ticket_", "Ticket", "INPUT_FIELD", required=True, options=[])
PHASE = AttributeRecord(2, "_Phase_", "Phase", "STATIC_LIST", required=False, options=[Option("a", "Analysis")])
CUSTOMER = AttributeRecord(3, "_Customer_", "Customer", "ACCOUNT", required=False, options=[])


def codes(faults: list[Fault]) -> list[tuple[str, str]]:
    return [(fault.field, fault.code) for fault in faults]


def faults_of(
    changes: dict[str, Any], configured: dict[str, Any] | None = None, attributes: tuple[AttributeRecord, ...] = (), others: int = 0
) -> list[tuple[str, str]]:
    """The faults of a worklog of one hour, which is valid before these changes. `others` are the seconds of other worklogs."""
    valid: dict[str, Any] = {"author_account_id": "alice", "start_date": dt.date(2026, 3, 17), "time_spent_seconds": 3600}
    worklog = NewWorklog(**valid | changes)
    values, duplicates = rules.values_by_key(worklog.attributes)
    logging_rules = rules.LoggingRules(
        ConfigurationRecord(**(configured or {})), {attribute.key: attribute for attribute in attributes}, NOW
    )
    draft = rules.Draft(worklog, ALICE, NORTH_1, values, {})
    return codes([*duplicates, *rules.draft_faults(draft, logging_rules, others)])


@pytest.mark.parametrize(
    ("changes", "configured", "faults"),
    [
        ({}, {}, []),
        ({"start_date": dt.date(1969, 12, 31)}, {}, [("startDate", "out_of_range")]),
        ({"start_date": dt.date(2026, 3, 20)}, {"number_of_days_allowed_into_future": 1}, [("startDate", "out_of_range")]),
        ({}, {"start_time_required": True}, [("startTime", "required")]),
        ({"description": " "}, {"worklog_description_optional": False}, [("description", "required")]),
        ({}, {"remaining_estimate_optional": False}, [("remainingEstimateSeconds", "required")]),
        (
            {"start_date": dt.date(1969, 12, 31)},
            {"worklog_description_optional": False, "remaining_estimate_optional": False},
            [("startDate", "out_of_range"), ("description", "required"), ("remainingEstimateSeconds", "required")],
        ),
    ],
)
def test_each_rule_reports_its_field(changes: dict[str, Any], configured: dict[str, Any], faults: list[tuple[str, str]]) -> None:
    assert faults_of(changes, configured) == faults


def test_more_than_the_allowed_hours_per_day_exceed_the_limit() -> None:
    assert faults_of({}, {"max_hours_per_day_per_user": 8}, others=7 * 3600) == []
    assert faults_of({}, {"max_hours_per_day_per_user": 8}, others=7 * 3600 + 1) == [("timeSpentSeconds", "limit_exceeded")]


@pytest.mark.parametrize(
    ("values", "faults"),
    [
        ({"_Ticket_": "T-1"}, []),
        ({}, [("attributes[_Ticket_]", "required")]),
        ({"_Ticket_": "T-1", "_Nix_": "x"}, [("attributes[_Nix_]", "not_found")]),
        ({"_Ticket_": "T-1", "_Phase_": "b"}, [("attributes[_Phase_]", "invalid_choice")]),
        ({"_Ticket_": "T-1", "_Customer_": "ACME"}, [("attributes[_Customer_]", "not_found")]),
    ],
)
def test_a_fault_of_a_work_attribute_reports_its_key(values: dict[str, str], faults: list[tuple[str, str]]) -> None:
    pairs = [WorkAttributeValueInput(key, value) for key, value in values.items()]

    assert faults_of({"attributes": pairs}, attributes=(TICKET, PHASE, CUSTOMER)) == faults


def test_a_duplicate_key_is_a_fault() -> None:
    pairs = [WorkAttributeValueInput("_Ticket_", "T-1"), WorkAttributeValueInput("_Ticket_", "T-2")]

    assert faults_of({"attributes": pairs}, attributes=(TICKET,)) == [("attributes", "duplicate")]


def test_an_author_must_exist_and_be_active() -> None:
    inactive = UserRecord("alice", "Alice", None, "UTC", active=False)

    assert rules.author_faults("alice", ALICE) == []
    assert codes(rules.author_faults("alice", inactive)) == [("authorAccountId", "inactive")]
    assert codes(rules.author_faults("alice", None)) == [("authorAccountId", "not_found")]


@pytest.mark.parametrize(("status", "code"), [("OPEN", []), ("CLOSED", ["inactive"]), ("ARCHIVED", ["inactive"])])
def test_the_account_of_a_work_attribute_must_be_open(status: str, code: list[str]) -> None:
    logging_rules = rules.LoggingRules(ConfigurationRecord(), {CUSTOMER.key: CUSTOMER}, NOW)
    account = Bookable(1, "ACME", status, is_global=True, projects=frozenset())
    found = rules.account_faults({CUSTOMER.key: "ACME"}, logging_rules, {"ACME": account}, 7)

    assert codes(found) == [("attributes[_Customer_]", each) for each in code]
    assert all(str(fault).startswith("Work attribute 'Customer' (_Customer_): Account 'ACME' is ") for fault in found)


def test_a_refusal_contains_the_faults_of_rules() -> None:
    assert str(Invalid(*rules.author_faults("nobody", None))) == "'authorAccountId' names the user 'nobody', who does not exist"
