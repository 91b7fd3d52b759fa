"""The holidays of a scheme: creating, reading, updating, deleting, and the lists of a year and of floating holidays."""

from typing import Any

import pytest

from tests.cast import BASE_URL, Person, message
from tests.conftest import StoppedClock

from .schemes import CHRISTMAS, EASTER, add_holiday, create_scheme, holidays_by_date


def test_a_holiday_is_returned_as_documented(carol: Person) -> None:
    response = carol.post("/holiday-schemes/1/holidays", EASTER | {"description": "Land"})

    assert response.status_code == 200
    assert response.json() == {
        "self": f"{BASE_URL}/4/holiday-schemes/1/holidays/1",
        "id": 1,
        "schemeId": 1,
        "name": "Easter Monday",
        "description": "Land",
        "type": "FLOATING",
        "date": "2026-04-06",
        "durationSeconds": 28_800,
    }
    assert carol.get("/holiday-schemes/1/holidays/1").json() == response.json()


def test_a_fixed_holiday_occurs_every_year_with_its_date_in_that_year(carol: Person) -> None:
    scheme = create_scheme(carol, "Berlin", CHRISTMAS, EASTER)

    assert holidays_by_date(carol, scheme, year=2026) == {"2026-04-06": "Easter Monday", "2026-12-25": "Christmas"}
    assert holidays_by_date(carol, scheme, year=2019) == {"2019-12-25": "Christmas"}
    assert carol.get(f"/holiday-schemes/{scheme}/holidays/1").json()["date"] == "2020-12-25"


def test_a_fixed_holiday_on_29_february_occurs_only_in_leap_years(carol: Person) -> None:
    scheme = create_scheme(carol, "Berlin", CHRISTMAS | {"date": "2020-02-29", "name": "Leap"})

    assert holidays_by_date(carol, scheme, year=2028) == {"2028-02-29": "Leap"}
    assert holidays_by_date(carol, scheme, year=2026) == {}
    assert holidays_by_date(carol, scheme, year=2100) == {}


def test_the_default_year_is_the_current_one_in_the_callers_time_zone(carol: Person, stopped_clock: StoppedClock) -> None:
    scheme = create_scheme(carol, "Berlin", CHRISTMAS, EASTER)

    assert holidays_by_date(carol, scheme) == {"2026-04-06": "Easter Monday", "2026-12-25": "Christmas"}
    stopped_clock.set("2026-12-31T23:30:00Z")  # already 2027 in Berlin
    assert holidays_by_date(carol, scheme) == {"2027-12-25": "Christmas"}


@pytest.mark.parametrize("year", ["0", "10000", "-1", "this"])
def test_an_invalid_year_is_refused(carol: Person, year: str) -> None:
    response = carol.get("/holiday-schemes/1/holidays", year=year)

    assert response.status_code == 400
    assert f"'year' must be a whole number from 1 to 9999, not '{year}'" in message(response)


def test_the_list_includes_the_number_of_holidays(carol: Person) -> None:
    body = carol.get(f"/holiday-schemes/{create_scheme(carol, 'Berlin', CHRISTMAS)}/holidays", year=2026).json()

    assert (body["self"], body["metadata"]) == (f"{BASE_URL}/4/holiday-schemes/2/holidays?year=2026", {"count": 1})


def test_floating_holidays_of_all_years_are_listed_by_date(carol: Person) -> None:
    scheme = create_scheme(carol, "Berlin", EASTER, CHRISTMAS, EASTER | {"date": "2025-04-21"})

    body = carol.get(f"/holiday-schemes/{scheme}/holidays/floating").json()

    assert [holiday["date"] for holiday in body["results"]] == ["2025-04-21", "2026-04-06"]
    assert body["metadata"] == {"count": 2}


def test_an_update_replaces_everything(carol: Person) -> None:
    holiday = add_holiday(carol, 1, CHRISTMAS | {"description": "Words"})
    changed = {"name": "Christmas Eve", "type": "FLOATING", "date": "2026-12-24", "durationSeconds": 14_400}

    updated = carol.put(f"/holiday-schemes/1/holidays/{holiday}", changed).json()

    assert updated == {"self": f"{BASE_URL}/4/holiday-schemes/1/holidays/1", "id": 1, "schemeId": 1, "description": "", **changed}
    assert carol.get(f"/holiday-schemes/1/holidays/{holiday}").json() == updated


def test_a_deleted_holiday_is_not_listed(carol: Person) -> None:
    holiday = add_holiday(carol, 1, CHRISTMAS)

    assert carol.delete(f"/holiday-schemes/1/holidays/{holiday}").status_code == 204
    assert carol.get(f"/holiday-schemes/1/holidays/{holiday}").status_code == 404
    assert holidays_by_date(carol, 1) == {}


def test_a_holiday_is_found_only_in_its_own_scheme(carol: Person) -> None:
    holiday, other = add_holiday(carol, 1, CHRISTMAS), create_scheme(carol, "Other")
    path = f"/holiday-schemes/{other}/holidays/{holiday}"

    assert [carol.get(path).status_code, carol.put(path, EASTER).status_code, carol.delete(path).status_code] == [404, 404, 404]
    assert holidays_by_date(carol, 1) == {"2026-12-25": "Christmas"}


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        ({"name": ""}, "'name' must be text of 1 to 255 characters"),
        ({"type": "MOVING"}, "'type' must be one of FIXED, FLOATING, not 'MOVING'"),
        ({"date": "2026-02-29"}, "'date' must be valid on the format: 'yyyy-MM-dd', not '2026-02-29'"),
        ({"date": None}, "'date' must be valid on the format"),
        ({"durationSeconds": 0}, "'durationSeconds' must be a whole number from 1 to 86400, not 0"),
        ({"durationSeconds": 86_401}, "'durationSeconds' must be a whole number from 1 to 86400, not 86401"),
        ({"durationSeconds": "0.5"}, "'durationSeconds' must be a whole number"),
    ],
)
def test_bad_input_is_refused_and_changes_nothing(carol: Person, wrong: dict[str, Any], expected: str) -> None:
    holiday = add_holiday(carol, 1, CHRISTMAS)

    for response in (
        carol.post("/holiday-schemes/1/holidays", EASTER | wrong),
        carol.put(f"/holiday-schemes/1/holidays/{holiday}", EASTER | wrong),
    ):
        assert response.status_code == 400
        assert expected in message(response)
    assert holidays_by_date(carol, 1) == {"2026-12-25": "Christmas"}


def test_all_missing_fields_are_reported_together(carol: Person) -> None:
    text = message(carol.post("/holiday-schemes/1/holidays", {}))

    assert text == "'name' is required; 'type' is required; 'date' is required; 'durationSeconds' is required"
