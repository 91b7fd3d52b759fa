"""On which days a plan carries, by the schedule of its assignee, in answers."""

from typing import Any

import pytest

from tests.cast import ACCOUNT_IDS, Person, message
from tests.schedules.holidays import schemes as holidays

from .planning import HOUR, days, done, periods, plan_of, plans


def test_holidays_and_weekends_carry_nothing_unless_included(alice: Person, carol: Person) -> None:
    holidays.add(carol, 1, holidays.EASTER)  # Monday 2026-04-06
    dates = {"startDate": "2026-04-03", "endDate": "2026-04-07"}

    assert days(plans(alice, **dates)) == {"04-03": 2, "04-07": 2}
    assert len(days(plans(alice, **dates, includeNonWorkingDays=True))) == 5


def test_half_a_holiday_still_carries(alice: Person, carol: Person) -> None:
    holidays.add(carol, 1, holidays.EASTER | {"durationSeconds": 4 * HOUR})

    assert days(plans(alice, startDate="2026-04-06", endDate="2026-04-06")) == {"04-06": 2}


def test_a_plan_follows_the_scheme_that_its_assignee_has_now(alice: Person, carol: Person) -> None:
    plan = plans(alice)
    mondays = [{"day": "MONDAY", "requiredSeconds": 8 * HOUR}]
    mondays += [{"day": day, "requiredSeconds": 0} for day in ("TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY")]
    scheme = done(carol.post("/workload-schemes", {"name": "Mondays", "days": mondays}))
    carol.post(f"/workload-schemes/{scheme['id']}/members", {"accountIds": [alice.id]})

    assert len(days(plan)) == 5
    assert days(alice.get("/plans/1").json()) == {"03-16": 2}


def test_the_range_limits_the_scope_and_not_the_total(alice: Person) -> None:
    plans(alice)
    part = alice.get("/plans/1", from_="2026-03-18", to="2026-03-19").json()

    assert days(part) == {"03-18": 2, "03-19": 2}
    assert periods(part) == [("03-18", "03-19", 4)]
    assert part["totalPlannedSecondsInScope"] == 4 * HOUR
    assert part["totalPlannedSeconds"] == 10 * HOUR


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"from_": "2026-03-19"}, ["03-19", "03-20"]),
        ({"to": "2026-03-17"}, ["03-16", "03-17"]),
        ({"from_": "0001-01-01", "to": "9999-12-31"}, ["03-16", "03-17", "03-18", "03-19", "03-20"]),
        ({"from_": "2026-03-21"}, []),
        ({"to": "0001-01-01"}, []),
    ],
)
def test_an_open_end_is_that_of_the_plan(alice: Person, given: dict[str, str], expected: list[str]) -> None:
    plans(alice)

    assert list(days(alice.get("/plans/1", **given).json())) == expected


def test_of_a_plan_for_ever_any_year_can_be_asked(alice: Person) -> None:
    plans(alice, endDate="2026-03-16", rule="WEEKLY")

    assert list(days(alice.get("/plans/1", from_="2040-01-01", to="2040-01-15").json())) == ["01-02", "01-09"]
    assert len(days(alice.get("/plans/1", from_="2040-01-01").json())) == 53
    assert alice.get("/plans/1", from_="2026-01-01", to="2036-12-31").json()["plannedTime"]["days"]["count"] == 564


def test_what_would_be_too_much_is_refused_with_what_helps(alice: Person) -> None:
    plans(alice, rule="WEEKLY", includeNonWorkingDays=True)
    response = alice.get("/plans/1", from_="2026-01-01", to="9999-12-31")

    assert response.status_code == 400
    assert "more than 500000 planned days: ask for fewer plans ('limit') or a shorter range" in message(response)


@pytest.mark.parametrize(
    "effort", [{"plannedSecondsPerDay": HOUR}, {"effortPersistenceType": "TOTAL_SECONDS", "plannedSeconds": 5 * HOUR + 7}]
)
@pytest.mark.parametrize("rule", ["NEVER", "WEEKLY", "BI_WEEKLY", "MONTHLY"])
def test_whatever_the_range_the_total_is_that_of_all_days(alice: Person, carol: Person, rule: str, effort: dict[str, Any]) -> None:
    holidays.add(carol, 1, holidays.EASTER)
    repeated = {"rule": rule, **({} if rule == "NEVER" else {"recurrenceEndDate": "2026-05-31"}), **effort}
    for dates in ({"startDate": "2026-03-16", "endDate": "2026-03-26"}, {"startDate": "2026-04-06", "endDate": "2026-04-06"}):
        for every_day in (False, True):
            plans(alice, **dates, includeNonWorkingDays=every_day, **repeated)
    alice.delete("/plans/1/partial/2026-03-26")

    of_a_day = done(alice.get(f"/plans/user/{alice.id}", from_="2026-03-20", to="2026-04-06"))["results"]
    of_all = done(alice.get(f"/plans/user/{alice.id}", from_="2026-01-01", to="2026-12-31"))["results"]

    assert len(of_a_day) == 4
    assert [plan["totalPlannedSeconds"] for plan in of_a_day] == [plan["totalPlannedSecondsInScope"] for plan in of_all]


def test_the_days_of_a_monthly_plan_of_the_31st(alice: Person) -> None:
    plan = plans(
        alice, startDate="2026-01-31", endDate="2026-01-31", rule="MONTHLY", recurrenceEndDate="2026-04-30", includeNonWorkingDays=True
    )

    assert list(days(plan)) == ["01-31", "02-28", "03-31", "04-30"]


def test_repetitions_that_overlap_add_up(alice: Person) -> None:
    plan = plans(alice, endDate="2026-03-24", rule="WEEKLY", recurrenceEndDate="2026-03-23")

    assert days(plan)["03-23"] == 4
    assert plan["totalPlannedSeconds"] == sum(days(plan).values()) * HOUR == sum(period[2] for period in periods(plan)) * HOUR


def test_one_day_is_taken_out(alice: Person) -> None:
    plans(alice)

    assert alice.delete("/plans/1/partial/2026-03-18").status_code == 204
    plan = alice.get("/plans/1").json()
    assert list(days(plan)) == ["03-16", "03-17", "03-19", "03-20"]
    assert plan["totalPlannedSeconds"] == 8 * HOUR
    assert alice.delete("/plans/1/partial/2026-03-18").status_code == 404


def test_a_day_of_a_repetition_is_taken_out_of_it_alone(alice: Person) -> None:
    plans(alice, endDate="2026-03-16", rule="WEEKLY", recurrenceEndDate="2026-04-06")

    alice.delete("/plans/1/partial/2026-03-30")

    assert list(days(alice.get("/plans/1").json())) == ["03-16", "03-23", "04-06"]


def test_taking_out_the_only_day_deletes_the_plan(alice: Person) -> None:
    plans(alice, endDate="2026-03-16")

    assert alice.delete("/plans/1/partial/2026-03-16").status_code == 204
    assert alice.get("/plans/1").status_code == 404


def test_a_changed_day_becomes_a_plan_of_its_own(alice: Person) -> None:
    plans(alice, rule="WEEKLY")
    day = done(alice.put("/plans/1/partial/2026-03-25", plan_of(alice.id, plannedSecondsPerDay=HOUR, rule="WEEKLY")))

    assert (day["id"], day["rule"], days(day)) == (2, "NEVER", {"03-25": 1})
    assert "03-25" not in days(alice.get("/plans/1").json())
    assert "03-18" in days(alice.get("/plans/1").json())


def test_the_only_day_of_a_plan_is_changed_in_its_place(alice: Person) -> None:
    plans(alice, endDate="2026-03-16")

    assert done(alice.put("/plans/1/partial/2026-03-16", plan_of(alice.id, plannedSecondsPerDay=HOUR)))["id"] == 1
    assert days(alice.get("/plans/1").json()) == {"03-16": 1}


@pytest.mark.parametrize("day", ["2026-03-21", "2026-03-14", "nix", "2026-02-30"])
def test_a_day_without_planned_time_is_not_found(alice: Person, day: str) -> None:
    plans(alice, endDate="2026-03-22")

    assert alice.delete(f"/plans/1/partial/{day}").status_code == 404
    assert alice.put(f"/plans/1/partial/{day}", plan_of(alice.id)).status_code == 404


def test_bad_input_for_a_day_leaves_the_plan_whole(alice: Person) -> None:
    plan = plans(alice)

    assert alice.put("/plans/1/partial/2026-03-18", plan_of("712020:nobody")).status_code == 400
    assert alice.put("/plans/1/partial/2026-03-18", plan_of(ACCOUNT_IDS["dave"])).status_code == 403
    assert alice.get("/plans/1").json() == plan
