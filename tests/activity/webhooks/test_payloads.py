"""The payload of each event, compared with the values of our API."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.cast import ACCOUNT_IDS, NORTHERNERS, Company
from tests.planning.plans.samples import plan_body

from .conftest import Receiver, Webhooks

ALICE, BOB, DAVE = (ACCOUNT_IDS[name] for name in ("alice", "bob", "dave"))
Payloads = Callable[..., list[Any]]


@pytest.fixture
def payloads(webhooks: Webhooks, receiver: Receiver) -> Payloads:
    """Subscribes to events, runs an action, and returns the payloads by event in the order of the events."""

    def run(action: Callable[[], object], *events: str) -> list[Any]:
        for event in events:
            webhooks.subscribe(event, receiver.url(event))
        action()
        webhooks.run()
        found = {event: [each["payload"] for each in receiver.events(event)] for event in events}
        assert all(len(each) == 1 for each in found.values()), found
        return [found[event][0] for event in events]

    return run


def _worklog_payload(worklog: dict[str, Any], updater: str) -> dict[str, Any]:
    same = ("tempoWorklogId", "startDate", "startTime", "timeSpentSeconds", "billableSeconds", "description", "createdAt", "updatedAt")
    return {name: worklog[name] for name in same} | {
        "author": {"accountId": worklog["author"]["accountId"]},
        "updater": {"accountId": updater},
        "issue": {"id": worklog["issue"]["id"]},
    }


def test_worklogs(payloads: Payloads, company: Company) -> None:
    states: list[dict[str, Any]] = []

    def change() -> None:
        states.append(company.alice.logs(description="Ünicode ✓"))
        id = states[0]["tempoWorklogId"]
        body = {"authorAccountId": ALICE, "startDate": "2026-03-16", "startTime": "09:30:00", "timeSpentSeconds": 120}
        states.append(company.frank.http.put(f"/4/worklogs/{id}", json=body).json())
        company.alice.delete(f"/worklogs/{id}")

    created, updated, deleted = payloads(change, "worklog.created", "worklog.updated", "worklog.deleted")

    assert created == _worklog_payload(states[0], ALICE)
    assert updated == _worklog_payload(states[1], company.frank.id)
    assert deleted == _worklog_payload(states[1], ALICE)


def test_plans(payloads: Payloads, company: Company) -> None:
    states: list[dict[str, Any]] = []

    def change() -> None:
        states.append(company.carol.post("/plans", plan_body(ALICE, description="As planned")).json())
        path = f"/4/plans/{states[0]['id']}"
        states.append(company.carol.http.put(path, json=plan_body(ALICE, includeNonWorkingDays=True)).json())
        company.carol.http.delete(path)

    created, updated, deleted = payloads(change, "plan.created", "plan.updated", "plan.deleted")

    assert created == _plan_payload(states[0])
    assert updated == {"original": _plan_payload(states[0]), "changed": _plan_payload(states[1])}
    assert deleted == _plan_payload(states[1]) | {"plannedTime": {"days": {"count": 0, "values": []}}}


def _plan_payload(plan: dict[str, Any]) -> dict[str, Any]:
    same = ("id", "startDate", "endDate", "description", "rule", "includeNonWorkingDays", "plannedSecondsPerDay")
    return {name: plan[name] for name in same if name in plan} | {
        "assignee": {name: plan["assignee"][name] for name in ("id", "type")},
        "planItem": {name: plan["planItem"][name] for name in ("id", "type")},
        "plannedTime": {"days": plan["plannedTime"]["days"]},
    }


def test_flex_plans(payloads: Payloads, company: Company) -> None:
    body = {"title": "When there is time", "teamId": NORTHERNERS, "issueId": 10000, "plannedSeconds": 3600, "startDate": "2026-03-16"}
    same = ("id", "title", "plannedSeconds", "startDate")
    states: list[dict[str, Any]] = []

    def change() -> None:
        states.append(company.carol.http.post("/4/flex-plans", json=body).json())
        path = f"/4/flex-plans/{states[0]['id']}"
        states.append(company.carol.http.put(path, json=body | {"plannedSeconds": 60}).json())
        company.carol.http.delete(path)

    created, updated, deleted = payloads(change, "flexplan.created", "flexplan.updated", "flexplan.deleted")

    before, after = ({name: state[name] for name in same} | {"teamId": NORTHERNERS, "issueId": 10000} for state in states)
    assert (created, updated, deleted) == (before, {"original": before, "changed": after}, after)


def test_teams(payloads: Payloads, company: Company) -> None:
    states: list[dict[str, Any]] = []

    def change() -> None:
        states.append(company.carol.http.post("/4/teams", json={"name": "South", "leadAccountId": DAVE}).json())
        path = f"/4/teams/{states[0]['id']}"
        company.carol.http.put(path, json={"name": "Deep South"})
        company.carol.http.delete(path)

    created, updated, deleted = payloads(change, "team.created", "team.updated", "team.deleted")

    before = {"id": states[0]["id"], "name": "South", "lead": {"ecosystemId": DAVE, "tempoId": DAVE}, "isAdministrative": False}
    after = updated["changed"]
    assert (created, updated["original"], deleted) == (before, before, after)
    assert (after["id"], after["name"]) == (before["id"], "Deep South")


def test_team_memberships(payloads: Payloads, company: Company) -> None:
    states: list[dict[str, Any]] = []
    body = {"accountId": DAVE, "teamId": NORTHERNERS, "from": "2026-03-01", "to": "2026-03-31", "commitmentPercent": 50}

    def change() -> None:
        states.append(company.carol.http.post("/4/team-memberships", json=body).json())
        path = f"/4/team-memberships/{states[0]['id']}"
        states.append(company.carol.http.put(path, json={"from": "2026-03-02", "commitmentPercent": 60}).json())
        company.carol.http.delete(path)

    created, updated, deleted = payloads(change, *(f"team.memberships.{verb}" for verb in ("created", "updated", "deleted")))

    assert created == {"memberships": [_membership_payload(states[0])]}
    assert updated == {"memberships": [_membership_payload(states[1])]}
    assert deleted == {
        "id": states[0]["id"],
        "teamId": NORTHERNERS,
        "userId": {"ecosystemId": DAVE, "tempoId": DAVE},
        "isRemovedFromTheTeam": True,
        "remainingMemberships": [],
    }


def _membership_payload(membership: dict[str, Any]) -> dict[str, Any]:
    days = {f"{name}Date": membership[name] for name in ("from", "to") if name in membership}
    return days | {
        "id": membership["id"],
        "teamId": membership["team"]["id"],
        "userId": {"ecosystemId": DAVE, "tempoId": DAVE},
        "commitmentPercent": membership["commitmentPercent"],
        "role": {name: membership["role"][name] for name in ("id", "name")},
    }


def test_holidays_and_the_days_that_change(payloads: Payloads, company: Company) -> None:
    body = {"name": "Off", "description": "all day", "type": "FLOATING", "date": "2026-05-04", "durationSeconds": 28_800}
    ids: list[int] = []

    def change() -> None:
        ids.append(company.carol.http.post("/4/holiday-schemes/1/holidays", json=body).json()["id"])
        path = f"/4/holiday-schemes/1/holidays/{ids[0]}"
        company.carol.http.put(path, json=body | {"name": "Away"})
        company.carol.http.delete(path)

    created, updated, deleted = payloads(change, "holiday.created", "holiday.updated", "holiday.deleted")

    same = {name: body[name] for name in ("name", "description", "date")}
    before = same | {"id": ids[0], "schemeId": 1, "duration": 28_800, "type": "floating"}
    after = before | {"name": "Away"}
    assert (created, updated, deleted) == (before, {"original": before, "changed": after}, after)


def test_holiday_schemes(payloads: Payloads, company: Company) -> None:
    ids: list[int] = []

    def change() -> None:
        ids.append(company.carol.post("/holiday-schemes", {"name": "Berlin"}).json()["id"])
        company.carol.http.put(f"/4/holiday-schemes/{ids[0]}", json={"name": "Hamburg"})
        company.carol.http.delete(f"/4/holiday-schemes/{ids[0]}")

    created, updated, deleted = payloads(change, *(f"holiday.scheme.{verb}" for verb in ("created", "updated", "deleted")))

    before = {"id": ids[0], "name": "Berlin", "description": "", "isDefaultScheme": False}
    after = before | {"name": "Hamburg"}
    assert (created, updated, deleted) == (before, {"original": before, "changed": after}, after)


def test_workload_schemes(payloads: Payloads, company: Company) -> None:
    ids: list[int] = []

    def change() -> None:
        ids.append(company.carol.post("/workload-schemes", {"name": "Part time"}).json()["id"])
        company.carol.http.put(f"/4/workload-schemes/{ids[0]}", json={"name": "Half time"})
        company.carol.http.delete(f"/4/workload-schemes/{ids[0]}")

    created, updated, deleted = payloads(change, *(f"workload.scheme.{verb}" for verb in ("created", "updated", "deleted")))

    assert created["days"]["1"] == {"day": "MONDAY", "requiredSeconds": 28_800}
    assert created["days"]["7"] == {"day": "SUNDAY", "requiredSeconds": 0}
    assert {name: created[name] for name in ("id", "name", "isDefaultScheme")} == {
        "id": ids[0],
        "name": "Part time",
        "isDefaultScheme": False,
    }
    assert updated == deleted == created | {"name": "Half time"}


def test_users_who_move_between_schemes(payloads: Payloads, company: Company) -> None:
    moved = {"accountIds": [ALICE, BOB]}
    for kind in ("holiday", "workload"):
        company.carol.post(f"/{kind}-schemes", {"name": "Other"})

    def change() -> None:
        for kind in ("holiday", "workload"):
            assert company.carol.post(f"/{kind}-schemes/2/members", moved).status_code == 204

    holidays, workloads = payloads(change, "holiday.scheme.move.members.between.schemes", "workload.scheme.users.moved")

    assert holidays == {"newSchemeId": 2, "accountIds": [ALICE, BOB], "oldSchemeIds": {ALICE: 1, BOB: 1}}
    assert (workloads["newScheme"]["id"], workloads["newScheme"]["name"], workloads["userIds"]) == (2, "Other", [ALICE, BOB])
    assert {id: scheme["id"] for id, scheme in workloads["oldWorkloadSchemes"].items()} == {ALICE: 1, BOB: 1}


def test_the_old_scheme_of_moved_users_is_complete_even_if_it_was_deleted(payloads: Payloads, company: Company) -> None:
    company.carol.post("/workload-schemes", {"name": "Old"})
    company.carol.post("/workload-schemes/2/members", {"accountIds": [ALICE]})
    (moved,) = payloads(lambda: company.carol.http.delete("/4/workload-schemes/2"), "workload.scheme.users.moved")

    assert moved["oldWorkloadSchemes"][ALICE]["name"] == "Old"
    assert moved["newScheme"]["isDefaultScheme"] is True


@pytest.mark.parametrize(
    ("kind", "days"),
    [("FIXED", {"affecting": "INDETERMINATE", "values": []}), ("FLOATING", {"affecting": "FIXED", "values": ["2026-05-04"]})],
)
def test_working_days_change_with_a_holiday(payloads: Payloads, company: Company, kind: str, days: Any) -> None:
    body = {"name": "Off", "type": kind, "date": "2026-05-04", "durationSeconds": 28_800}
    (payload,) = payloads(lambda: company.carol.post("/holiday-schemes/1/holidays", body), "users.working.days.updated")

    assert payload == {
        "accountIds": sorted(ACCOUNT_IDS.values()),
        "days": days,
        "changeSource": {"source": "HOLIDAY", "operation": "CREATED"},
    }


def test_working_days_change_with_the_scheme_of_a_user(payloads: Payloads, company: Company) -> None:
    company.carol.post("/workload-schemes", {"name": "Other"})
    (payload,) = payloads(lambda: company.carol.post("/workload-schemes/2/members", {"accountIds": [ALICE]}), "users.working.days.updated")

    assert (payload["accountIds"], payload["changeSource"]["source"]) == ([ALICE], "WORKLOAD_SCHEME")


def test_timesheets(payloads: Payloads, company: Company) -> None:
    alice, bob = company.alice.http, company.bob.http
    path, week = f"/4/timesheet-approvals/user/{ALICE}", {"from": "2026-03-09", "to": "2026-03-15"}

    def step(person: Any, verb: str, body: Any = None) -> None:
        response = person.post(f"{path}/{verb}", params=week, json={"comment": verb} | (body or {}))
        assert response.status_code == 200, response.text

    def change() -> None:
        step(alice, "submit", {"reviewerAccountId": BOB})
        step(bob, "reject")
        step(alice, "submit", {"reviewerAccountId": BOB})
        step(bob, "approve")
        step(bob, "reopen")

    approved, rejected, reopened = payloads(change, "timesheet.approved", "timesheet.rejected", "timesheet.reopened")

    assert (
        rejected.items()
        >= {
            "user": {"accountId": ALICE},
            "period": week,
            "status": "OPEN",
            "actor": {"accountId": BOB},
            "comment": "reject",
        }.items()
    )
    assert (approved["status"], reopened["status"]) == ("APPROVED", "OPEN")
    assert approved["reviewer"] == {"accountId": BOB}


def test_accounts(payloads: Payloads, company: Company) -> None:
    body = {"key": "NEW", "name": "New", "status": "OPEN", "leadAccountId": BOB}

    def change() -> None:
        company.carol.post("/accounts", body)
        company.carol.http.put("/4/accounts/NEW", json=body | {"name": "Newer"})
        company.carol.http.delete("/4/accounts/NEW")

    created, updated, deleted = payloads(change, "account.created", "account.updated", "account.deleted")

    assert created.items() >= {"key": "NEW", "name": "New", "status": "OPEN", "lead": {"accountId": BOB}}.items()
    assert updated == {"original": created, "changed": created | {"name": "Newer"}}
    assert deleted == updated["changed"]
