"""The planned days in responses, which depend on the assignee's schedule, and changes of single days."""

from typing import Any

import pytest

from andante.planning.plan_days import queries as plan_days
from andante.planning.plan_search import actions as plan_search
from tests.cast import ACCOUNT_IDS, Person, message
from tests.schedules.holidays import schemes as holidays

from .samples import HOUR, body_of, create_plan, days, periods, plan_body


def test_holidays_and_weekends_have_no_planned_time_unless_included(alice: Person, carol: Person) -> None:
    holidays.add_holiday(carol, 1, holidays.EASTER)  # Monday 2026-04-06
    dates = {"startDate": "2026-04-03", "endDate": "2026-04-07"}

    assert days(create_plan(alice, **dates)) == {"04-03": 2, "04-07": 2}
    assert len(days(create_plan(alice, **dates, includeNonWorkingDays=True))) == 5


def test_half_a_holiday_has_planned_time(alice: Person, carol: Person) -> None:
    holidays.add_holiday(carol, 1, holidays.EASTER | {"durationSeconds": 4 * HOUR})

    assert days(create_plan(alice, startDate="2026-04-06", endDate="2026-04-06")) == {"04-06": 2}


def test_a_plan_uses_the_current_scheme_of_its_assignee(alice: Person, carol: Person) -> None:
    plan = create_plan(alice)
    mondays = [{"day": "MONDAY", "requiredSeconds": 8 * HOUR}]
    mondays += [{"day": day, "requiredSeconds": 0} for day in ("TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY")]
    scheme = body_of(carol.post("/workload-schemes", {"name": "Mondays", "days": mondays}))
    carol.post(f"/workload-schemes/{scheme['id']}/members", {"accountIds": [alice.id]})

    assert len(days(plan)) == 5
    assert days(alice.get("/plans/1").json()) == {"03-16": 2}


def test_the_range_limits_the_scope_and_not_the_total(alice: Person) -> None:
    create_plan(alice)
    part = alice.get("/plans/1", from_="2026-03-18", to="2026-03-19").json()

    assert days(part) == {"03-18": 2, "03-19": 2}
    assert periods(part) == [("03-18", "03-19", 4)]
    assert part["totalPlannedSecondsInScope"] == 4 * HOUR
    assert part["totalPlannedSeconds"] == 10 * HOUR


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        ({"from_": "2026-03-19"}, ["03-19", "03-20"]),
        ({"to": "2026-03-17"}, ["03-16", "03-17"]),
        ({"from_": "0001-01-01", "to": "9999-12-31"}, ["03-16", "03-17", "03-18", "03-19", "03-20"]),
        ({"from_": "2026-03-21"}, []),
        ({"to": "0001-01-01"}, []),
    ],
)
def test_without_a_start_or_end_the_range_is_that_of_the_plan(alice: Person, dates: dict[str, str], expected: list[str]) -> None:
    create_plan(alice)

    assert list(days(alice.get("/plans/1", **dates).json())) == expected


def test_any_year_of_a_plan_that_repeats_forever_can_be_requested(alice: Person) -> None:
    create_plan(alice, endDate="2026-03-16", rule="WEEKLY")

    assert list(days(alice.get("/plans/1", from_="2040-01-01", to="2040-01-15").json())) == ["01-02", "01-09"]
    assert len(days(alice.get("/plans/1", from_="2040-01-01").json())) == 53
    assert alice.get("/plans/1", from_="2026-01-01", to="2036-12-31").json()["plannedTime"]["days"]["count"] == 564


def test_too_many_days_are_refused_with_a_hint(alice: Person) -> None:
    create_plan(alice, rule="WEEKLY", includeNonWorkingDays=True)
    response = alice.get("/plans/1", from_="2026-01-01", to="9999-12-31")

    assert response.status_code == 400
    assert "The result has more than 500000 planned days: request fewer plans ('limit') or a shorter range" in message(response)


@pytest.mark.parametrize(
    "effort", [{"plannedSecondsPerDay": HOUR}, {"effortPersistenceType": "TOTAL_SECONDS", "plannedSeconds": 5 * HOUR + 7}]
)
@pytest.mark.parametrize("rule", ["NEVER", "WEEKLY", "BI_WEEKLY", "MONTHLY"])
def test_the_total_does_not_depend_on_the_range(alice: Person, carol: Person, rule: str, effort: dict[str, Any]) -> None:
    holidays.add_holiday(carol, 1, holidays.EASTER)
    repeated = {"rule": rule, **({} if rule == "NEVER" else {"recurrenceEndDate": "2026-05-31"}), **effort}
    for dates in ({"startDate": "2026-03-16", "endDate": "2026-03-26"}, {"startDate": "2026-04-06", "endDate": "2026-04-06"}):
        for every_day in (False, True):
            create_plan(alice, **dates, includeNonWorkingDays=every_day, **repeated)
    alice.delete("/plans/1/partial/2026-03-26")

    in_part = body_of(alice.get(f"/plans/user/{alice.id}", from_="2026-03-20", to="2026-04-06"))["results"]
    in_full = body_of(alice.get(f"/plans/user/{alice.id}", from_="2026-01-01", to="2026-12-31"))["results"]

    assert len(in_part) == 4
    assert [plan["totalPlannedSeconds"] for plan in in_part] == [plan["totalPlannedSecondsInScope"] for plan in in_full]


def test_the_days_of_a_monthly_plan_of_the_31st(alice: Person) -> None:
    plan = create_plan(
        alice, startDate="2026-01-31", endDate="2026-01-31", rule="MONTHLY", recurrenceEndDate="2026-04-30", includeNonWorkingDays=True
    )

    assert list(days(plan)) == ["01-31", "02-28", "03-31", "04-30"]


def test_overlapping_occurrences_add_up(alice: Person) -> None:
    plan = create_plan(alice, endDate="2026-03-24", rule="WEEKLY", recurrenceEndDate="2026-03-23")

    assert days(plan)["03-23"] == 4
    assert plan["totalPlannedSeconds"] == sum(days(plan).values()) * HOUR == sum(period[2] for period in periods(plan)) * HOUR


def test_a_day_is_removed(alice: Person) -> None:
    create_plan(alice)

    assert alice.delete("/plans/1/partial/2026-03-18").status_code == 204
    plan = alice.get("/plans/1").json()
    assert list(days(plan)) == ["03-16", "03-17", "03-19", "03-20"]
    assert plan["totalPlannedSeconds"] == 8 * HOUR
    assert alice.delete("/plans/1/partial/2026-03-18").status_code == 404


def test_a_day_is_removed_from_one_occurrence_only(alice: Person) -> None:
    create_plan(alice, endDate="2026-03-16", rule="WEEKLY", recurrenceEndDate="2026-04-06")

    alice.delete("/plans/1/partial/2026-03-30")

    assert list(days(alice.get("/plans/1").json())) == ["03-16", "03-23", "04-06"]


def test_removing_the_only_day_deletes_the_plan(alice: Person) -> None:
    create_plan(alice, endDate="2026-03-16")

    assert alice.delete("/plans/1/partial/2026-03-16").status_code == 204
    assert alice.get("/plans/1").status_code == 404


def test_a_changed_day_becomes_a_separate_plan(alice: Person) -> None:
    create_plan(alice, rule="WEEKLY")
    day = body_of(alice.put("/plans/1/partial/2026-03-25", plan_body(alice.id, plannedSecondsPerDay=HOUR, rule="WEEKLY")))

    assert (day["id"], day["rule"], days(day)) == (2, "NEVER", {"03-25": 1})
    assert "03-25" not in days(alice.get("/plans/1").json())
    assert "03-18" in days(alice.get("/plans/1").json())


def test_changing_the_only_day_changes_the_plan(alice: Person) -> None:
    create_plan(alice, endDate="2026-03-16")

    assert body_of(alice.put("/plans/1/partial/2026-03-16", plan_body(alice.id, plannedSecondsPerDay=HOUR)))["id"] == 1
    assert days(alice.get("/plans/1").json()) == {"03-16": 1}


@pytest.mark.parametrize("day", ["2026-03-21", "2026-03-14", "nix", "2026-02-30"])
def test_a_day_without_planned_time_is_not_found(alice: Person, day: str) -> None:
    create_plan(alice, endDate="2026-03-22")

    assert alice.delete(f"/plans/1/partial/{day}").status_code == 404
    assert alice.put(f"/plans/1/partial/{day}", plan_body(alice.id)).status_code == 404


def test_bad_input_for_a_day_does_not_change_the_plan(alice: Person) -> None:
    plan = create_plan(alice)

    assert alice.put("/plans/1/partial/2026-03-18", plan_body("712020:nobody")).status_code == 400
    assert alice.put("/plans/1/partial/2026-03-18", plan_body(ACCOUNT_IDS["dave"])).status_code == 403
    assert alice.get("/plans/1").json() == plan


def test_many_plans_are_refused_even_if_they_plan_on_few_days(alice: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan_days, "MAX_DAYS", 5 * plan_days.MIN_DAYS)
    dates = {"from_": "2026-03-16", "to": "2026-03-16"}
    for _ in range(5):
        create_plan(alice, endDate="2026-03-16")
    assert alice.get("/plans", **dates).status_code == 200

    create_plan(alice, endDate="2026-03-16")
    response = alice.get("/plans", **dates)

    assert response.status_code == 400
    assert "planned days: request fewer plans" in message(response)


def test_a_list_without_pages_contains_a_limited_number_of_plans(alice: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan_search, "MAX_PLANS", 2)
    create_plan(alice)
    create_plan(alice)
    assert len(alice.get(f"/plans/user/{alice.id}").json()["results"]) == 2

    create_plan(alice)
    response = alice.get(f"/plans/user/{alice.id}")

    assert response.status_code == 400
    assert message(response) == "The result has more than 2 plans: search for plans instead, which has pages"
