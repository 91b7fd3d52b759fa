"""GET /4/periods."""

import pytest

from andante.kit.database import Database
from tests.cast import Company, Person, message


def test_the_weeks_of_a_range_are_listed_oldest_first(alice: Person) -> None:
    response = alice.get("/periods", from_="2026-03-04", to="2026-03-16")

    assert response.status_code == 200
    assert response.json() == {
        "periods": [
            {"from": "2026-03-02", "to": "2026-03-08"},
            {"from": "2026-03-09", "to": "2026-03-15"},
            {"from": "2026-03-16", "to": "2026-03-22"},
        ]
    }


def test_weeks_start_on_the_first_day_of_the_approval_week(company: Company, alice: Person, database: Database) -> None:
    company.configure(database, approval_week_start=7, week_start=3)

    assert alice.get("/periods", from_="2026-03-04", to="2026-03-04").json() == {"periods": [{"from": "2026-03-01", "to": "2026-03-07"}]}


def test_months_are_listed_if_approvals_are_monthly(company: Company, alice: Person, database: Database) -> None:
    company.configure(database, approval_period="MONTH")

    assert alice.get("/periods", from_="2028-01-31", to="2028-02-01").json() == {
        "periods": [{"from": "2028-01-01", "to": "2028-01-31"}, {"from": "2028-02-01", "to": "2028-02-29"}]
    }


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ({}, "'from' is required; 'to' is required"),
        ({"from_": "2026-03-01"}, "'to' is required"),
        ({"from_": "2026-03-32", "to": "x"}, "'from' must be valid on the format: 'yyyy-MM-dd', not '2026-03-32'; 'to' must be"),
        ({"from_": "2026-03-02", "to": "2026-03-01"}, "'from' 2026-03-02 must not be later than 'to' 2026-03-01"),
        ({"from_": "2000-01-01", "to": "2026-01-01"}, "are 9498 days; a request can cover at most 3653 days (ten years)"),
    ],
)
def test_a_bad_range_is_refused(alice: Person, query: dict[str, str], text: str) -> None:
    response = alice.get("/periods", **query)

    assert response.status_code == 400
    assert text in message(response)


@pytest.mark.parametrize("week_start", [1, 2, 7])
def test_periods_at_the_ends_of_the_calendar_are_cut_off(company: Company, alice: Person, database: Database, week_start: int) -> None:
    company.configure(database, approval_week_start=week_start)

    first = alice.get("/periods", from_="0001-01-01", to="0001-01-01").json()["periods"]
    last = alice.get("/periods", from_="9999-12-31", to="9999-12-31").json()["periods"]

    assert first[0]["from"] == "0001-01-01"
    assert last[-1]["to"] == "9999-12-31"


def test_a_token_with_the_scope_for_periods_may_list_them(eve: Person) -> None:
    assert eve.get("/periods", from_="2026-03-01", to="2026-03-01").status_code == 200
