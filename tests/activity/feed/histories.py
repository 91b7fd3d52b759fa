"""Random histories of worklogs, plans and timesheets."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from hypothesis import strategies as st

from tests.cast import ACCOUNT_IDS, NORTH_1, NORTH_2, Company
from tests.planning.plans.samples import plan_body

DAYS = ["2025-12-30", "2025-12-31", "2026-01-02", "2026-03-09", "2026-03-17"]
"""Alice is in a team since 2026-01-01, so its lead can see only her later days."""


class Step(NamedTuple):
    """`object` chooses one of the existing objects."""

    verb: str
    person: str
    day: str
    object: int


VERBS = ("log", "change", "delete", "plan", "change plan", "delete plan", "submit", "recall")
steps = st.lists(
    st.builds(Step, st.sampled_from(VERBS), st.sampled_from(["alice", "dave"]), st.sampled_from(DAYS), st.integers(0, 100)),
    min_size=4,
    max_size=12,
)


def run(company: Company, history: Sequence[Step]) -> None:
    """Takes these steps. Those that the rules refuse, for example in locked periods, change nothing."""
    for step in history:
        _take(company, step)


def _take(company: Company, step: Step) -> None:
    account, carol = ACCOUNT_IDS[step.person], company.carol
    worklog = {"authorAccountId": account, "issueId": NORTH_1, "startDate": step.day, "timeSpentSeconds": 60 + step.object}
    plan = plan_body(account, startDate=step.day, endDate=step.day, planItemId=str(NORTH_2), description=f"Plan {step.object}")
    week = {"from": _monday(step.day)}
    match step.verb:
        case "log":
            carol.post("/worklogs", worklog | {"description": f"Log {step.object}"})
        case "change":
            carol.put(f"/worklogs/{_chosen(carol.client.worklogs.iter_worklogs(), 'tempo_worklog_id', step)}", worklog)
        case "delete":
            carol.delete(f"/worklogs/{_chosen(carol.client.worklogs.iter_worklogs(), 'tempo_worklog_id', step)}")
        case "plan":
            carol.post("/plans", plan)
        case "change plan":
            carol.put(f"/plans/{_chosen(_plans(company), 'id', step)}", plan)
        case "delete plan":
            carol.delete(f"/plans/{_chosen(_plans(company), 'id', step)}")
        case verb:
            person = company.people[step.person]
            person.post(f"/timesheet-approvals/user/{account}/{verb}", {"reviewerAccountId": ACCOUNT_IDS["carol"]}, **week)


def _plans(company: Company) -> list[Any]:
    found: list[Any] = company.carol.get("/plans", from_="2025-12-01", to="2026-12-31").json()["results"]
    return found


def _chosen(objects: Iterable[Any], field: str, step: Step) -> int:
    """The id of one of these objects; 1 if there are none."""
    ids = [each[field] if isinstance(each, dict) else getattr(each, field) for each in objects]
    return ids[step.object % len(ids)] if ids else 1


def _monday(day: str) -> str:
    date = dt.date.fromisoformat(day)
    return str(date - dt.timedelta(days=date.weekday()))
