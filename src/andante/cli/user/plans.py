"""`andante plan`: what people are to work on."""

from collections.abc import Sequence
from typing import Annotated, Any

import msgspec
import typer

from andante.kit.durations import in_hours
from andante.kit.faults import refuse_if_faulty
from andante.planning.plans.wire import Plan, PlanInput, PlanSearchInput

from . import recent
from .commands import command
from .moments import day, days_of, time_of_day
from .options import At, From, Id, Issue, Person, To, seconds_of
from .output import Answer, Column
from .session import Session

plan = typer.Typer(no_args_is_help=True, help="What people are to work on.")

COLUMNS = (
    Column("id", "Id"),
    Column("user", "User"),
    Column("item", "Issue or project"),
    Column("from", "From"),
    Column("to", "To"),
    Column("secondsPerDay", "A day", seconds=True),
    Column("seconds", "In all", seconds=True),
    Column("rule", "Repeats"),
    Column("until", "Until"),
    Column("description", "Description"),
)
RULES = ("never", "weekly", "bi-weekly", "monthly")


@plan.command("add")
@command
def add(
    at: Session,
    issue: Issue,
    time: Annotated[str, typer.Argument(help="For each day, like 4h.")],
    start: From = None,
    end: To = None,
    repeat: Annotated[str, typer.Option(help=f"{', '.join(RULES[:-1])} or {RULES[-1]}.")] = RULES[0],
    until: Annotated[str | None, typer.Option(help="The last day of the repetitions.")] = None,
    user: Person = None,
    time_of_start: At = None,
    text: Annotated[str | None, typer.Option(help="What is to be done.")] = None,
    non_working_days: Annotated[bool, typer.Option("--non-working-days", help="On those too.")] = False,
) -> Answer:
    """Plan somebody's time on an issue: today, or each working day from one day to another."""
    first = day(start, at.today) if start else at.today
    given = PlanInput(
        assignee_id=at.account_id(user),
        assignee_type="USER",
        plan_item_id=str(at.issue_id_or_key(issue)),
        plan_item_type="ISSUE",
        start_date=first,
        end_date=day(end, at.today) if end else first,
        start_time=time_of_day(time_of_start) if time_of_start else None,
        planned_seconds_per_day=seconds_of(time),
        include_non_working_days=non_working_days,
        rule=repeat.upper().replace("-", "_"),  # type: ignore[arg-type]  # checked with the rest
        recurrence_end_date=day(until, at.today) if until else None,
        description=text,
    )
    refuse_if_faulty(msgspec.to_builtins(given), PlanInput)
    created = at.client.plans.create_plan(given)
    recent.remember_issue(at.named, issue)
    row = _row(created, _issues(at, [created]))
    words = f"Planned {in_hours(given.planned_seconds_per_day or 0)} a day on {row['item']}, {row['from']} to {row['to']}"
    return Answer(COLUMNS, [row], words=f"{words} (plan {created.id}).", single=True)


@plan.command("list")
@command
def list_(at: Session, start: From = None, end: To = None, user: Person = None) -> Answer:
    """List plans that touch a range; this month unless days are given."""
    first, last = days_of(start, end, at.today)
    asked = PlanSearchInput(from_=first, to=last, account_ids=[at.account_id(user)], assignee_types=["USER"])
    found = list(at.client.plans.iter_search_plans(asked))
    keys = _issues(at, found)
    return Answer(COLUMNS, [_row(each, keys) for each in found], words=None if found else f"Nothing is planned from {first} to {last}.")


@plan.command("delete")
@command
def delete(at: Session, id: Id) -> Answer:
    """Delete a plan."""
    at.client.plans.delete_plan_by_id(id)
    return Answer([Column("id", "Id")], [{"id": id}], words=f"Deleted plan {id}.")


def _issues(at: Session, plans: Sequence[Plan]) -> dict[int, str]:
    """The keys of the issues that are planned, by id, as far as somebody knows them."""
    ids = {int(plan.plan_item.id) for plan in plans if plan.plan_item.type == "ISSUE" and plan.plan_item.id.isdecimal()}
    return at.jira.keys(ids) if at.jira and ids else {}


def _row(plan: Plan, keys: dict[int, str]) -> dict[str, Any]:
    item, is_issue = plan.plan_item.id, plan.plan_item.type == "ISSUE"
    return {
        "id": plan.id,
        "user": plan.assignee.id,
        "item": keys.get(int(item), item) if is_issue and item.isdecimal() else f"project {item}",
        "from": plan.start_date,
        "to": plan.end_date,
        "secondsPerDay": plan.planned_seconds_per_day,
        "seconds": plan.total_planned_seconds,
        "rule": plan.rule.lower().replace("_", "-"),
        "until": plan.recurrence_end_date,
        "description": plan.description,
    }
