"""`andante plan`: plans time for users."""

from collections.abc import Sequence
from typing import Annotated, Any, cast

import msgspec
import typer

from andante.cli.lazy_group import LazyGroup
from andante.kit.durations import in_hours
from andante.kit.errors import FaultCode, Invalid
from andante.kit.faults import refuse_if_faulty, shown
from andante.planning.plan_search.wire import PlanSearchInput
from andante.planning.plans.wire import Plan, PlanInput, Rule

from . import history
from .command import command
from .dates import date_range, day, month_of, time_of_day
from .options import ComingFrom, ComingTo, Id, Issue, StartTime, User, seconds_of
from .output import Column, Output
from .session import Session

plan = typer.Typer(cls=LazyGroup, no_args_is_help=True, help="Plan work.")

COLUMNS = (
    Column("id", "Id"),
    Column("user", "Account id", in_table=False),
    Column("name", "User"),
    Column("item", "Issue or project"),
    Column("from", "From"),
    Column("to", "To"),
    Column("secondsPerDay", "Per day", seconds=True),
    Column("seconds", "Total", seconds=True),
    Column("rule", "Repeats"),
    Column("until", "Until"),
    Column("description", "Description"),
)
RULES = ("never", "weekly", "bi-weekly", "monthly")


@plan.command("add")
@command
def add(
    session: Session,
    issue: Issue,
    time: Annotated[str, typer.Argument(help="Time per day, like 4h.")],
    start: ComingFrom = None,
    end: ComingTo = None,
    repeat: Annotated[str, typer.Option(help=f"How often the plan repeats: {', '.join(RULES[:-1])} or {RULES[-1]}.")] = RULES[0],
    until: Annotated[str | None, typer.Option(help="Last day of the repetitions.")] = None,
    user: User = None,
    time_of_start: StartTime = None,
    text: Annotated[str | None, typer.Option(help="Description of the work.")] = None,
    non_working_days: Annotated[bool, typer.Option("--non-working-days", help="Include non-working days.")] = False,
) -> Output:
    """Plan time on an issue: for today, or for each working day of a range."""
    first, last = date_range(start, end, session.today, (session.today, session.today), coming=True)
    given = PlanInput(
        assignee_id=session.account_id(user),
        assignee_type="USER",
        plan_item_id=str(session.issue_id_or_key(issue)),
        plan_item_type="ISSUE",
        start_date=first,
        end_date=last,
        start_time=time_of_day(time_of_start, "time_of_start") if time_of_start else None,
        planned_seconds_per_day=seconds_of(time),
        include_non_working_days=non_working_days,
        rule=_rule(repeat),
        recurrence_end_date=day(until, session.today, "until", since=last) if until else None,
        description=text,
    )
    refuse_if_faulty(msgspec.to_builtins(given), PlanInput)
    created = session.client.plans.create_plan(given)
    history.add_issue(session.profile_name, issue)
    row = _row(session, created, _issues(session, [created]))
    whose = "" if given.assignee_id == session.me else f" for {row['name']}"
    message = f"Planned {in_hours(given.planned_seconds_per_day or 0)} per day{whose} on {row['item']}, {row['from']} to {row['to']}"
    return Output(COLUMNS, [row], message=f"{message} (plan {created.id}).", single=True)


def _rule(repeat: str) -> Rule:
    if repeat not in RULES:
        raise Invalid("repeat", FaultCode.INVALID_CHOICE, f"must be {', '.join(RULES[:-1])} or {RULES[-1]}, not {shown(repeat)}")
    return cast("Rule", repeat.upper().replace("-", "_"))


@plan.command("list")
@command
def list_(session: Session, start: ComingFrom = None, end: ComingTo = None, user: User = None) -> Output:
    """List the plans in a range of days. The default is this month."""
    first, last = date_range(start, end, session.today, month_of(session.today), coming=True)
    person = session.account_id(user)
    criteria = PlanSearchInput(from_=first, to=last, account_ids=[person], assignee_types=["USER"])
    found = list(session.client.plans.iter_search_plans(criteria))
    keys = _issues(session, found)
    nothing = "Nothing is planned" if person == session.me else f"Nothing that you may see is planned for {session.person_name(person)}"
    return Output(COLUMNS, [_row(session, each, keys) for each in found], message=None if found else f"{nothing} from {first} to {last}.")


@plan.command("delete")
@command
def delete(session: Session, id: Id) -> Output:
    """Delete a plan."""
    session.client.plans.delete_plan_by_id(id)
    return Output([Column("id", "Id")], [{"id": id}], message=f"Deleted plan {id}.")


def _issues(session: Session, plans: Sequence[Plan]) -> dict[int, str]:
    """The keys of the planned issues, by id. Empty if Jira is not available."""
    ids = {int(plan.plan_item.id) for plan in plans if plan.plan_item.type == "ISSUE" and plan.plan_item.id.isdecimal()}
    return session.jira.keys(ids) if session.jira and ids else {}


def _row(session: Session, plan: Plan, keys: dict[int, str]) -> dict[str, Any]:
    item, is_issue = plan.plan_item.id, plan.plan_item.type == "ISSUE"
    return {
        "id": plan.id,
        "user": plan.assignee.id,
        "name": session.person_name(plan.assignee.id),
        "item": keys.get(int(item), item) if is_issue and item.isdecimal() else f"project {item}",
        "from": plan.start_date,
        "to": plan.end_date,
        "secondsPerDay": plan.planned_seconds_per_day,
        "seconds": plan.total_planned_seconds,
        "rule": plan.rule.lower().replace("_", "-"),
        "until": plan.recurrence_end_date,
        "description": plan.description,
    }
