"""GET /4/user-schedule and /4/user-schedule/{accountId}."""

import pytest

from tests.cast import BASE_URL, Person, message
from tests.databases import sqlite_only
from tests.schedules.holidays import schemes as holidays
from tests.schedules.workload import schemes as workload


def schedule(person: Person, first: str, last: str, path: str = "/user-schedule") -> list[tuple[str, str, int, str | None]]:
    """The date, type, hours and name of the holiday of each day."""
    response = person.get(path, from_=first, to=last)
    assert response.status_code == 200, response.text
    return [
        (day["date"], day["type"], day["requiredSeconds"] // 3600, day.get("holiday", {}).get("name")) for day in response.json()["results"]
    ]


def test_a_schedule_is_returned_as_documented(carol: Person, alice: Person) -> None:
    scheme = holidays.create_scheme(carol, "Berlin", holidays.EASTER)
    holidays.assign(carol, scheme, alice)

    response = alice.get("/user-schedule", from_="2026-04-05", to="2026-04-07")

    assert response.status_code == 200
    assert response.json() == {
        "self": f"{BASE_URL}/4/user-schedule?from=2026-04-05&to=2026-04-07",
        "metadata": {"count": 3},
        "results": [
            {"date": "2026-04-05", "requiredSeconds": 0, "type": "NON_WORKING_DAY"},
            {
                "date": "2026-04-06",
                "requiredSeconds": 0,
                "type": "HOLIDAY",
                "holiday": {
                    "self": f"{BASE_URL}/4/holiday-schemes/{scheme}/holidays/1",
                    "id": 1,
                    "schemeId": scheme,
                    "name": "Easter Monday",
                    "description": "",
                    "type": "FLOATING",
                    "date": "2026-04-06",
                    "durationSeconds": 28_800,
                },
            },
            {"date": "2026-04-07", "requiredSeconds": 28_800, "type": "WORKING_DAY"},
        ],
    }


def test_the_week_comes_from_the_users_workload_scheme(carol: Person, alice: Person) -> None:
    workload.assign(carol, workload.create_scheme(carol, "Late week", 0, 0, 0, 0, 5, 6), alice)

    assert schedule(alice, "2026-03-19", "2026-03-22") == [
        ("2026-03-19", "NON_WORKING_DAY", 0, None),
        ("2026-03-20", "WORKING_DAY", 5, None),
        ("2026-03-21", "WORKING_DAY", 6, None),
        ("2026-03-22", "NON_WORKING_DAY", 0, None),
    ]


def test_the_rest_of_a_half_day_holiday_remains_working_time(carol: Person, alice: Person) -> None:
    holidays.add_holiday(carol, 1, holidays.EASTER | {"date": "2026-03-18", "durationSeconds": 4 * 3600})

    assert schedule(alice, "2026-03-18", "2026-03-18") == [("2026-03-18", "HOLIDAY", 4, "Easter Monday")]


def test_two_holidays_on_one_day_add_up_to_at_most_the_required_seconds(carol: Person, alice: Person) -> None:
    for name, hours in (("Short", 2), ("Long", 3)):
        holidays.add_holiday(carol, 1, holidays.EASTER | {"name": name, "date": "2026-03-18", "durationSeconds": hours * 3600})
    assert schedule(alice, "2026-03-18", "2026-03-18") == [("2026-03-18", "HOLIDAY", 3, "Long")]

    holidays.add_holiday(carol, 1, holidays.EASTER | {"name": "Longest", "date": "2026-03-18"})
    assert schedule(alice, "2026-03-18", "2026-03-18") == [("2026-03-18", "HOLIDAY", 0, "Longest")]


def test_a_holiday_on_a_day_off_requires_nothing(carol: Person, alice: Person) -> None:
    holidays.add_holiday(carol, 1, holidays.CHRISTMAS)

    assert schedule(alice, "2027-12-25", "2027-12-25") == [("2027-12-25", "HOLIDAY_AND_NON_WORKING_DAY", 0, "Christmas")]


def test_fixed_holidays_have_the_date_of_the_requested_year(carol: Person, alice: Person) -> None:
    holidays.add_holiday(carol, 1, holidays.CHRISTMAS | {"date": "2020-02-29"})

    days = alice.get("/user-schedule", from_="2027-02-28", to="2028-03-01").json()["results"]

    assert [day["holiday"]["date"] for day in days if "holiday" in day] == ["2028-02-29"]


def test_all_users_may_see_all_schedules(carol: Person, dave: Person, alice: Person) -> None:
    workload.assign(carol, workload.create_scheme(carol), alice)

    as_dave = schedule(dave, "2026-03-18", "2026-03-20", f"/user-schedule/{alice.id}")

    assert as_dave == schedule(alice, "2026-03-18", "2026-03-20") != schedule(dave, "2026-03-18", "2026-03-20")


def test_the_schedule_of_an_unknown_user_is_not_found(alice: Person) -> None:
    response = alice.get("/user-schedule/712020:nobody", from_="2026-03-18", to="2026-03-20")

    assert (response.status_code, message(response)) == (404, "User '712020:nobody' not found")


@sqlite_only
@pytest.mark.parametrize("path", ["/user-schedule", "/user-schedule/712020:alice"])
@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        ({}, "'from' is required; 'to' is required"),
        ({"to": "2026-03-01"}, "'from' is required"),
        ({"from_": "2026-02-29", "to": "2026-03-01"}, "'from' must be valid on the format: 'yyyy-MM-dd', not '2026-02-29'"),
        ({"from_": "2026-03-02", "to": "2026-03-01"}, "'from' 2026-03-02 must not be later than 'to' 2026-03-01"),
        ({"from_": "2020-01-01", "to": "2030-01-01"}, "are 3654 days; a request can cover at most 3653 days (ten years)"),
    ],
)
def test_a_bad_range_is_refused(alice: Person, path: str, dates: dict[str, str], expected: str) -> None:
    response = alice.get(path, **dates)

    assert response.status_code == 400
    assert expected in message(response)


def test_a_range_may_cover_ten_years(alice: Person) -> None:
    assert alice.get("/user-schedule", from_="2024-01-01", to="2033-12-31").json()["metadata"] == {"count": 3653}


def test_a_range_may_include_the_first_and_last_possible_date(carol: Person, alice: Person) -> None:
    holidays.add_holiday(carol, 1, holidays.CHRISTMAS | {"date": "2020-12-31"})

    assert schedule(alice, "9999-12-30", "9999-12-31")[1] == ("9999-12-31", "HOLIDAY", 0, "Christmas")
    assert len(schedule(alice, "0001-01-01", "0001-01-02")) == 2


def test_a_token_needs_the_scope_for_schemes(eve: Person) -> None:
    assert eve.get("/user-schedule", from_="2026-03-18", to="2026-03-18").status_code == 403
