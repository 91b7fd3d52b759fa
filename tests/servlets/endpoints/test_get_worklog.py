"""GET tempo-getWorklog: exported worklogs and their elements."""

from itertools import combinations
from typing import Any

import pytest

from andante.accounts.accounts import actions as accounts
from andante.directory.issues import queries as issues
from andante.kit import clock
from andante.kit.call import SYSTEM, Call
from andante.kit.database import Database
from tests.accounts.accounts.bookkeeping import create_account
from tests.cast import ACCOUNT_IDS, NORTH_1, NORTH_2, SOUTH_1, Company, Person
from tests.conftest import StoppedClock
from tests.statements import statements
from tests.timekeeping.timesheets.sheets import take_step

from .machines import Machine, attributes, entry, texts

pytestmark = pytest.mark.usefixtures("directory")
FLAGS = (
    "addBillingInfo",
    "addIssueSummary",
    "addIssueDescription",
    "addIssueDetails",
    "addParentIssue",
    "addUserDetails",
    "addWorklogDetails",
    "addApprovalStatus",
)
BASE = [
    "worklog_id",
    "issue_id",
    "issue_key",
    "hours",
    "billed_hours",
    "work_date",
    "username",
    "staff_id",
    "billing_key",
    "billing_attributes",
    "activity_id",
    "activity_name",
    "work_description",
    "parent_key",
    "reporter",
    "external_id",
    "external_tstamp",
    "hash_value",
]


def billed_to(account: str) -> dict[str, Any]:
    return {"attributes": [{"key": "_Account_", "value": account}]}


def test_a_worklog_is_exported_as_in_the_manual(payroll: Machine, alice: Person, carol: Person) -> None:
    worklog = carol.logs(5400, authorAccountId=alice.id, description="Review", billableSeconds=3600, **billed_to("EXTRA"))

    root = payroll.read()

    assert root.tag == "worklogs"
    exported = texts(root[0])
    assert exported.pop("hash_value").isalnum()
    assert exported == {
        "worklog_id": str(worklog["tempoWorklogId"]),
        "issue_id": str(NORTH_1),
        "issue_key": "NORTH-1",
        "hours": "1.5",
        "billed_hours": "1.0",
        "work_date": "2026-03-17",
        "username": "asmith",
        "staff_id": "4711",
        "billing_key": "EXTRA",
        "billing_attributes": "Account=EXTRA,Billable=3600",
        "activity_id": "v302",
        "activity_name": "Autumn",
        "work_description": "Review",
        "parent_key": "",
        "reporter": "bjones",
        "external_id": "",
        "external_tstamp": "",
    }
    assert [child.tag for child in root[0]] == BASE


def test_the_root_repeats_the_parameters(payroll: Machine, alice: Person) -> None:
    alice.logs()

    root = attributes(payroll.read(dateFrom="2026-03-01", dateTo="2026-03-31", userName="asmith", diffOnly="true", addUserDetails="true"))

    assert int(root.pop("duration_ms")) >= 0
    assert root == {
        "date_from": "2026-03-01 00:00:00",
        "date_to": "2026-03-31 23:59:59",
        "number_of_worklogs": "1",
        "format": "xml",
        "diffOnly": "true",
        "errorsOnly": "false",
        "validOnly": "false",
        "headerOnly": "false",
        **dict.fromkeys(FLAGS, "false"),
        "addUserDetails": "true",
        "userName": "asmith",
        "billingKey": "",
        "projectKey": "",
        "issueKey": "",
    }


def test_without_dates_the_current_period_is_exported(payroll: Machine, alice: Person, company: Company, database: Database) -> None:
    for day in ("2026-03-15", "2026-03-16", "2026-03-22", "2026-03-23"):
        alice.logs(on=day)

    week = payroll.read()
    company.configure(database, approval_period="MONTH")
    month = payroll.read(dateFrom="", dateTo="")

    assert [worklog.findtext("work_date") for worklog in week] == ["2026-03-16", "2026-03-22"]
    assert (week.get("date_from"), week.get("date_to")) == ("2026-03-16 00:00:00", "2026-03-22 23:59:59")
    assert (month.get("date_from"), month.get("number_of_worklogs")) == ("2026-03-01 00:00:00", "4")


def test_with_one_date_the_other_end_is_unbounded(payroll: Machine, alice: Person) -> None:
    days = ["2020-01-01", "2026-03-15", "2026-03-17"]
    for day in days:
        alice.logs(on=day)

    assert [worklog["work_date"] for worklog in payroll.worklogs(dateFrom="2026-03-15")] == days[1:]
    assert [worklog["work_date"] for worklog in payroll.worklogs(dateTo="2026-03-15")] == days[:2]


def test_worklogs_are_sorted_by_start(payroll: Machine, alice: Person, bob: Person) -> None:
    later = alice.logs(startTime="15:00:00")["tempoWorklogId"]
    first = bob.logs(on="2026-03-16")["tempoWorklogId"]
    early = bob.logs(startTime="08:00:00")["tempoWorklogId"]

    assert payroll.ids() == [first, early, later]


def test_header_only_returns_the_period_and_the_count(payroll: Machine, alice: Person) -> None:
    alice.logs()

    root = payroll.read(headerOnly="true")

    assert (len(root), root.get("number_of_worklogs"), root.get("headerOnly")) == (0, "1", "true")
    assert root.get("date_from") == "2026-03-16 00:00:00"


def test_test_data_can_be_posted_unchanged(payroll: Machine, alice: Person) -> None:
    alice.logs(5400)

    response = payroll.get("getWorklog", format="testData")

    assert response.text.startswith('<?xml version="1.0" encoding="UTF-8"?>\n<worklog_updates ')
    assert payroll.post(response.content).status_code == 200
    assert payroll.ids(diffOnly="true") == []
    exported = payroll.worklogs()[0]
    assert (exported["external_hours"], exported["external_result"]) == ("1.5", "OK")


def test_the_activity_is_the_latest_version_or_otherwise_the_latest_component(payroll: Machine, alice: Person) -> None:
    for issue in (NORTH_1, NORTH_2, SOUTH_1):
        alice.logs(issueId=issue)

    activities = [(worklog["activity_id"], worklog["activity_name"]) for worklog in payroll.worklogs()]

    assert activities == [("v302", "Autumn"), ("c42", "Export"), ("", "")]


def test_the_billing_key_comes_from_the_attribute_or_the_issue_or_the_project(
    payroll: Machine, alice: Person, carol: Person, database: Database
) -> None:
    create_account(carol, "OWN", **{"global": True})
    with database.write() as db:
        call = Call(db, SYSTEM, clock.now())
        accounts.set_account_of_issue(call, issues.find(call, "NORTH-2"), "OWN")
    alice.logs(issueId=NORTH_2, **billed_to("EXTRA"))
    for issue in (NORTH_2, NORTH_1, SOUTH_1):
        alice.logs(issueId=issue)

    assert [worklog["billing_key"] for worklog in payroll.worklogs()] == ["EXTRA", "OWN", "ACME", ""]
    for key, number in (("EXTRA", 1), ("OWN", 1), ("ACME", 1)):
        assert len(payroll.worklogs(billingKey=key)) == number


def test_a_person_without_a_user_name_is_exported_with_the_account_id(payroll: Machine, dave: Person) -> None:
    dave.logs()

    (exported,) = payroll.worklogs()

    assert (exported["username"], exported["staff_id"]) == (dave.id, "")


def test_billing_attributes_are_sorted_by_name(payroll: Machine, alice: Person, carol: Person) -> None:
    for name, type in (("zeta", "INPUT_FIELD"), ("Box", "CHECKBOX")):
        carol.post("/work-attributes", {"key": f"_{name}_", "name": name, "type": type})
    values = [{"key": "_zeta_", "value": "abc"}, {"key": "_Box_", "value": "true"}, {"key": "_Account_", "value": "EXTRA"}]
    alice.logs(3600, attributes=values)

    assert payroll.worklogs()[0]["billing_attributes"] == "Account=EXTRA,Billable=3600,Box=true,zeta=abc"


def test_worklogs_must_match_all_filters(payroll: Machine, alice: Person, bob: Person) -> None:
    mine = alice.logs()["tempoWorklogId"]
    south = alice.logs(issueId=SOUTH_1)["tempoWorklogId"]
    his = bob.logs(issueId=NORTH_2)["tempoWorklogId"]

    assert payroll.ids(userName="asmith") == [mine, south]
    assert payroll.ids(userName="bob@example.com") == payroll.ids(userName=ACCOUNT_IDS["bob"]) == [his]
    assert payroll.ids(projectKey="NORTH") == payroll.ids(projectKey="10000") == [mine, his]
    assert payroll.ids(issueKey="NORTH-2") == [his]
    assert payroll.ids(billingKey="ACME") == [mine, his]
    assert payroll.ids(billingKey="ACME", userName="asmith") == [mine]
    assert payroll.ids(projectKey="SOUTH", userName="bjones") == []


def test_errors_only_returns_worklogs_with_an_error_or_missing_data(payroll: Machine, alice: Person, dave: Person) -> None:
    valid, failed = (alice.logs()["tempoWorklogId"] for _ in range(2))
    unbilled = alice.logs(issueId=SOUTH_1)["tempoWorklogId"]
    without_staff_id = dave.logs()["tempoWorklogId"]
    first, second, *_ = payroll.worklogs()
    payroll.report(entry(first), entry(second, "Cost center is closed"))

    assert payroll.ids(errorsOnly="true") == [failed, unbilled, without_staff_id]
    assert valid not in payroll.ids(errorsOnly="true")


def test_valid_only_returns_worklogs_with_a_billing_key_and_an_activity(payroll: Machine, alice: Person) -> None:
    valid = alice.logs()["tempoWorklogId"]
    alice.logs(issueId=SOUTH_1, **billed_to("EXTRA"))
    alice.logs(issueId=SOUTH_1)

    assert payroll.ids(validOnly="true") == [valid]
    assert payroll.ids(validOnly="true", errorsOnly="true") == []


def test_requested_details_are_exported(payroll: Machine, alice: Person, bob: Person, stopped_clock: StoppedClock) -> None:
    alice.logs(3600, on="2026-03-10", issueId=NORTH_2, remainingEstimateSeconds=5400)
    take_step(alice, "submit", body={"comment": "Done", "reviewerAccountId": bob.id})
    stopped_clock.advance(60)
    take_step(bob, "approve", body={"comment": "Thanks <3"})

    (exported,) = payroll.read(dateFrom="2026-03-10", **dict.fromkeys(FLAGS, "true"))

    found = texts(exported)
    assert found["issue_summary"] == "Meetings"
    assert found["full_name"] == "Alice"
    assert (found["created"], found["updated"]) == ("2026-03-18 12:00:00", "2026-03-18 12:00:00")
    parent, details, billing = (exported.find(name) for name in ("parent_issue", "issue_details", "billing_info"))
    assert parent is not None
    assert details is not None
    assert billing is not None
    assert texts(parent) == {"issue_key": "NORTH-1", "issue_summary": "Import loses rows"}
    assert texts(details) == {
        "type_id": "10002",
        "type_name": "Task",
        "status_id": "10000",
        "status_name": "To Do",
        "priority_id": "",
        "priority_name": "",
        "original_estimate": "",
        "remaining_estimate": "1.5",
        "project_key": "NORTH",
        "project_name": "North",
        "project_category": "Clients",
        "created": "2026-03-18 12:00:00",
        "updated": "2026-03-18 12:00:00",
        "component_id": "42",
        "component_name": "Export",
        "version_id": "",
        "version_name": "",
    }
    assert texts(billing) == {
        "name": "Acme",
        "status": "OPEN",
        "customer_key": "C-204",
        "customer_name": "North & Sons",
        "category_key": "SUP",
        "category_name": "Support",
        "category_type": "BILLABLE",
    }
    assert [(property.get("key"), property.text) for property in exported.iterfind("user_properties/property")] == [
        ("badge", "7"),
        ("cost-center", "R&D <1>"),
    ]
    approval = {name: found[f"approval_{name}"] for name in ("status", "reviewer", "tstamp", "comment")}
    assert approval == {"status": "APPROVED", "reviewer": "bjones", "tstamp": "2026-03-18 12:01:00", "comment": "Thanks <3"}


def test_descriptions_keep_their_lines_and_only_sub_tasks_have_a_parent(payroll: Machine, alice: Person) -> None:
    alice.logs()

    (exported,) = payroll.read(addIssueDescription="true", addParentIssue="true")

    assert exported.findtext("issue_description") == "Line <one>\nline two"
    assert exported.find("parent_issue") is None


def test_a_timesheet_that_is_not_submitted_is_open(payroll: Machine, alice: Person) -> None:
    alice.logs()

    (exported,) = payroll.worklogs(addApprovalStatus="true")

    assert (exported["approval_status"], exported["approval_reviewer"], exported["approval_tstamp"]) == ("OPEN", "", "")


ADDED = {
    "addBillingInfo": {"billing_info"},
    "addIssueSummary": {"issue_summary"},
    "addIssueDescription": {"issue_description"},
    "addIssueDetails": {"issue_details"},
    "addParentIssue": {"parent_issue"},
    "addUserDetails": {"full_name", "user_properties"},
    "addWorklogDetails": {"created", "updated"},
    "addApprovalStatus": {"approval_status", "approval_reviewer", "approval_tstamp", "approval_comment"},
}


@pytest.mark.parametrize("number", [1, 2])
def test_flags_add_only_their_own_elements(payroll: Machine, alice: Person, number: int) -> None:
    alice.logs(issueId=NORTH_2)
    plain = payroll.worklogs()[0]

    for flags in combinations(FLAGS, number):
        (exported,) = payroll.worklogs(**dict.fromkeys(flags, "true"))
        assert exported.keys() - plain.keys() == set().union(*(ADDED[flag] for flag in flags)), flags
        assert plain.items() <= exported.items()


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ({"dateFrom": "2026-13-01"}, "'dateFrom' must be valid on the format: 'yyyy-MM-dd', not '2026-13-01'"),
        ({"dateFrom": "2026-03-02", "dateTo": "2026-03-01"}, "'dateFrom' 2026-03-02 must not be later than 'dateTo' 2026-03-01"),
        ({"format": "pdf"}, "'format' must be one of excel, testData, xml, not 'pdf'"),
        ({"diffOnly": "maybe"}, "'diffOnly' must be true or false, not 'maybe'"),
        ({"userName": "nobody"}, "'userName' names the user 'nobody', who does not exist"),
        ({"userName": "a\0b"}, "'userName' must be text"),
        ({"billingKey": "NIX"}, "'billingKey' names the account 'NIX', which does not exist"),
        ({"projectKey": "NIX"}, "'projectKey' names the project 'NIX', which does not exist"),
        ({"issueKey": "NIX-1"}, "'issueKey' names the issue 'NIX-1', which does not exist"),
        ({"dateFrom": "x", "diffOnly": "y"}, "'dateFrom' must be valid on the format: 'yyyy-MM-dd', not 'x'\n'diffOnly' must be"),
    ],
)
def test_invalid_parameters_are_refused_in_plain_text(payroll: Machine, params: dict[str, str], message: str) -> None:
    response = payroll.get("getWorklog", **params)

    assert (response.status_code, response.headers["content-type"]) == (400, "text/plain; charset=utf-8")
    assert response.text.startswith(message)


def test_a_trailing_slash_is_optional(payroll: Machine, alice: Person) -> None:
    alice.logs()

    assert payroll.read("getWorklog/").get("number_of_worklogs") == payroll.read("getWorklog").get("number_of_worklogs") == "1"


def test_other_methods_and_other_servlets_are_refused(payroll: Machine) -> None:
    wrong = payroll.http.put("/plugins/servlet/tempo-getWorklog")
    unknown = payroll.get("getTimesheet")

    assert (wrong.status_code, wrong.headers["allow"]) == (405, "GET, OPTIONS")
    assert unknown.status_code == 404
    assert "tempo-getWorklog" in unknown.text


def test_the_oauth_page_is_not_a_servlet(payroll: Machine) -> None:
    response = payroll.http.get("/plugins/servlet/ac/io.tempo.jira/oauth-authorize/")

    assert response.headers["content-type"] == "text/html; charset=utf-8"


def test_the_number_of_statements_does_not_depend_on_the_number_of_worklogs(payroll: Machine, alice: Person, database: Database) -> None:
    def counted() -> int:
        with statements(database) as executed:
            payroll.worklogs(**dict.fromkeys(FLAGS, "true"))
        return len(executed)

    alice.logs()
    for_one = counted()
    for day in range(1, 18):
        alice.logs(on=f"2026-03-{day:02}")
    assert counted() == for_one <= 6
