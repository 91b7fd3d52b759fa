"""GET tempo-billingKeyList, tempo-holidayList and tempo-getWorklogReport."""

import pytest

from tests.accounts.accounts.bookkeeping import create_account, create_link
from tests.cast import SOUTH, SOUTH_1, Person
from tests.schedules.holidays import schemes as holidays

from .machines import ALL_DATES, Machine, attributes, entry, texts

pytestmark = pytest.mark.usefixtures("directory")


def test_billing_keys_are_the_open_and_closed_accounts(payroll: Machine, carol: Person) -> None:
    create_account(carol, "CLOSED", status="CLOSED")
    create_account(carol, "OLD", status="ARCHIVED")
    create_link(carol, "ACME", SOUTH)

    root = payroll.read("billingKeyList")

    assert root.tag == "billing_keys"
    assert [(key.tag, key.get("key"), key.get("enabled")) for key in root] == [
        ("billing_key", "ACME", "3"),
        ("billing_key", "CLOSED", "2"),
        ("billing_key", "EXTRA", "3"),
    ]
    assert attributes(root[0]) == {
        "key": "ACME",
        "name": "Acme",
        "client": "C-204",
        "client_name": "North & Sons",
        "project_key_list": "NORTH,SOUTH",
        "category": "Support",
        "category_code": "SUP",
        "enabled": "3",
        "responsable": "Bob",
        "responsable_initials": "bjones",
    }


def test_the_url_in_the_manual_works(payroll: Machine) -> None:
    response = payroll.http.get(f"/plugins/servlet/tempo-billingKeyList&tempoApiToken={payroll.secret}")

    assert response.status_code == 200
    assert 'key="ACME"' in response.text


def test_holidays_of_the_current_year_or_the_requested_days(payroll: Machine, carol: Person) -> None:
    holidays.add_holiday(carol, 1, holidays.EASTER)
    holidays.add_holiday(carol, 1, {"type": "FIXED", "name": "New <Year>", "date": "2000-01-01", "durationSeconds": 12_600})

    this_year = payroll.read("holidayList")

    assert this_year.tag == "holidays"
    assert attributes(this_year) == {"date_from": "2026-01-01", "date_to": "2026-12-31"}
    assert [(texts(day)["date"], texts(day)["name"], texts(day)["duration"]) for day in this_year] == [
        ("2026-01-01", "New <Year>", "3.5"),
        ("2026-04-06", "Easter Monday", "8.0"),
    ]
    assert texts(this_year[0])["scheme_id"] == "1"
    assert [texts(day)["date"] for day in payroll.read("holidayList", dateFrom="2026-12-31", dateTo="2029-01-01")] == [
        "2027-01-01",
        "2028-01-01",
        "2029-01-01",
    ]
    assert [texts(day)["date"] for day in payroll.read("holidayList", dateFrom="2027-06-01")] == []


@pytest.mark.parametrize(
    ("dates", "message"),
    [
        ({"dateFrom": "x"}, "'dateFrom' must be valid"),
        ({"dateFrom": "2026-02-01", "dateTo": "2026-01-01"}, "must not be later"),
        ({"dateFrom": "0001-01-01", "dateTo": "9999-12-31"}, "at most 3653"),
    ],
)
def test_invalid_days_are_refused(payroll: Machine, dates: dict[str, str], message: str) -> None:
    response = payroll.get("holidayList", **dates)

    assert response.status_code == 400
    assert message in response.text


def test_a_report_has_external_hours_by_default(payroll: Machine, alice: Person) -> None:
    alice.logs(3600, description="Review")
    alice.logs(7200, issueId=SOUTH_1)
    payroll.report(entry(payroll.worklogs()[0], external_hours="0.75"))

    root = payroll.read("getWorklogReport", **ALL_DATES)

    assert root.tag == "worklog_report"
    assert attributes(root) == {"date_from": "1970-01-01 00:00:00", "date_to": "", "billingKey": "", "useExternalHours": "true"}
    assert texts(root[0]) == {
        "worklog_id": "1",
        "work_date": "2026-03-17",
        "issue_key": "NORTH-1",
        "issue_summary": "Import loses rows",
        "username": "asmith",
        "full_name": "Alice",
        "staff_id": "4711",
        "billing_key": "ACME",
        "billing_name": "Acme",
        "customer_key": "C-204",
        "customer_name": "North & Sons",
        "activity_id": "v302",
        "activity_name": "Autumn",
        "hours": "0.75",
        "work_description": "Review",
    }
    assert [texts(row)["hours"] for row in root] == ["0.75", "2.0"]
    own = payroll.read("getWorklogReport", useExternalHours="false", **ALL_DATES)
    assert [texts(row)["hours"] for row in own] == ["1.0", "2.0"]


def test_a_report_can_be_limited_to_a_billing_key_in_the_current_period(payroll: Machine, alice: Person) -> None:
    alice.logs()
    alice.logs(issueId=SOUTH_1)
    alice.logs(on="2026-03-01")

    root = payroll.read("getWorklogReport", billingKey="ACME")

    assert [texts(row)["worklog_id"] for row in root] == ["1"]
    assert root.get("billingKey") == "ACME"


def test_invalid_parameters_of_a_report_are_refused(payroll: Machine) -> None:
    for params in ({"billingKey": "NIX"}, {"useExternalHours": "perhaps"}, {"dateFrom": "2026-02-01", "dateTo": "2026-01-01"}):
        assert payroll.get("getWorklogReport", **params).status_code == 400
