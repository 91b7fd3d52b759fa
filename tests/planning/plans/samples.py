"""Creates plans and reads responses in tests."""

from typing import Any

import httpx

from tests.cast import NORTH_1, Person

HOUR = 3600


def plan_body(assignee_id: str, **more: Any) -> dict[str, Any]:
    """A request body. Default: two hours a day on NORTH-1, from Monday 2026-03-16 to Friday."""
    body = {
        "assigneeId": assignee_id,
        "assigneeType": "USER",
        "planItemId": str(NORTH_1),
        "planItemType": "ISSUE",
        "startDate": "2026-03-16",
        "endDate": "2026-03-20",
        "plannedSecondsPerDay": 2 * HOUR,
    }
    return body | more


def create_plan(person: Person, assignee_id: str | None = None, **more: Any) -> dict[str, Any]:
    """Creates a plan for the caller or another assignee, and returns it."""
    return body_of(person.post("/plans", plan_body(assignee_id or person.id, **more)))


def body_of(response: httpx.Response) -> dict[str, Any]:
    """The body of a response, which must be successful."""
    assert response.status_code == 200, response.text
    body: dict[str, Any] = response.json()
    return body


def days(plan: dict[str, Any]) -> dict[str, int]:
    """Hours by day."""
    return {day["date"][5:]: day["plannedSeconds"] / HOUR for day in plan["plannedTime"]["days"]["values"]}


def periods(plan: dict[str, Any]) -> list[tuple[str, str, float]]:
    return [(period["from"][5:], period["to"][5:], period["plannedSeconds"] / HOUR) for period in plan["plannedTime"]["periods"]["values"]]


def plan_ids(response: httpx.Response) -> list[int]:
    return [plan["id"] for plan in body_of(response)["results"]]
