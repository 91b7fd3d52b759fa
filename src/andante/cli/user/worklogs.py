"""`andante log`, `list`, `edit` and `delete`: worklogs."""

import datetime as dt
from collections.abc import Sequence
from typing import Annotated, Any

import msgspec
import typer

from andante.kit.durations import in_hours
from andante.kit.faults import refuse_if_faulty
from andante.timekeeping.worklogs.wire import NewWorklog, WorkAttributeValueInput, Worklog, WorklogInput, WorklogSearchInput, WorklogUpdate

from . import attributes, recent
from .commands import command
from .moments import day, time_of_day, week_of
from .options import At, Attributes, Billable, Day, From, Id, Issue, Issues, Person, To, seconds_of
from .output import Answer, Column
from .session import ME, Session

Time = Annotated[str, typer.Argument(help="Like 1h30m, 1.5h, 90m or 1:30.")]
Text = Annotated[str, typer.Argument(help="What was done.")]

COLUMNS = (
    Column("id", "Id"),
    Column("date", "Date"),
    Column("start", "Start"),
    Column("issue", "Issue"),
    Column("seconds", "Time", seconds=True),
    Column("billableSeconds", "Billable", seconds=True),
    Column("description", "Description"),
)
MONDAY = 1


@command
def log(
    at: Session,
    issue: Issue,
    time: Time,
    text: Text = "",
    date: Day = "today",
    start: At = None,
    billable: Billable = None,
    attribute: Attributes = None,
    remaining: Annotated[str | None, typer.Option(help="What remains of the issue after this, like 4h.")] = None,
) -> Answer:
    """Log time on an issue."""
    given = NewWorklog(
        author_account_id=at.me,
        start_date=day(date, at.today),
        start_time=time_of_day(start) if start else None,
        time_spent_seconds=seconds_of(time),
        billable_seconds=seconds_of(billable) if billable else None,
        description=text,
        remaining_estimate_seconds=seconds_of(remaining) if remaining else None,
        attributes=attributes.given(at, attribute),
    )
    return create(at, issue, given)


def create(at: Session, issue: str, given: NewWorklog) -> Answer:
    """Logs it, and remembers the issue."""
    refuse_if_faulty(msgspec.to_builtins(given), NewWorklog)
    body = WorklogInput(**msgspec.structs.asdict(given), **issue_fields(at, issue))
    created = at.client.worklogs.create_worklog(body)
    recent.remember_issue(at.named, issue)
    return said(at, "Logged", created)


def issue_fields(at: Session, issue: str) -> dict[str, Any]:
    """How a body names the issue."""
    named = at.issue_id_or_key(issue)
    return {"issue_id": named} if isinstance(named, int) else {"issue_key": named}


def said(at: Session, verb: str, worklog: Worklog) -> Answer:
    """One worklog, in one sentence."""
    rows = rows_of(at, [worklog])
    words = f"{verb} {in_hours(worklog.time_spent_seconds)} on {rows[0]['issue']} at {rows[0]['date']} {rows[0]['start']}"
    return Answer(COLUMNS, rows, words=f"{words} (worklog {worklog.tempo_worklog_id}).", single=True)


def rows_of(at: Session, worklogs: Sequence[Worklog]) -> list[dict[str, Any]]:
    keys = at.keys_of_issues(worklog.issue for worklog in worklogs)
    return [
        {
            "id": worklog.tempo_worklog_id,
            "date": worklog.start_date,
            "start": worklog.start_time.isoformat("minutes"),
            "issue": keys[worklog.issue.id or 0],
            "seconds": worklog.time_spent_seconds,
            "billableSeconds": worklog.billable_seconds,
            "description": worklog.description,
        }
        for worklog in worklogs
    ]


def search(at: Session, asked: WorklogSearchInput) -> list[Worklog]:
    """All that are found, by their start."""
    return list(at.client.worklogs.iter_search_worklogs(asked))


@command
def list_(at: Session, start: From = None, end: To = None, user: Person = None, issue: Issues = None) -> Answer:
    """List worklogs, of this week unless days are given."""
    first = day(start, at.today) if start else week_of(at.today, MONDAY)[0]
    last = day(end, at.today) if end else max(at.today, first)
    found = search(at, asked_for(at, [user or ME], None, issue, first, last))
    return Answer(
        COLUMNS,
        rows_of(at, found),
        words=None if found else f"Nothing is logged from {first} to {last}.",
        foot=[{"issue": "Sum", "style": "bold"} | total(found)],
    )


def asked_for(
    at: Session, users: list[str] | None, projects: list[str] | None, issues: list[str] | None, first: dt.date | None, last: dt.date | None
) -> WorklogSearchInput:
    """The search for worklogs of these; what is None does not limit it."""
    return WorklogSearchInput(
        author_ids=[at.account_id(user) for user in users] if users else None,
        project_ids=at.ids_of_projects(projects),
        issue_ids=list(at.ids_of_named_issues(issues).values()) if issues else None,
        from_=first,
        to=last,
    )


def total(worklogs: Sequence[Worklog]) -> dict[str, int]:
    return {
        "seconds": sum(worklog.time_spent_seconds for worklog in worklogs),
        "billableSeconds": sum(worklog.billable_seconds for worklog in worklogs),
    }


@command
def edit(
    at: Session,
    id: Id,
    time: Annotated[str | None, typer.Option(help="Like 1h30m.")] = None,
    text: Annotated[str | None, typer.Option(help="What was done.")] = None,
    date: Annotated[str | None, typer.Option(help="Another day.")] = None,
    start: At = None,
    issue: Annotated[str | None, typer.Option(help="Moves it there.", autocompletion=recent.issues_starting)] = None,
    billable: Billable = None,
    attribute: Attributes = None,
) -> Answer:
    """Change what is given of a worklog."""
    before = at.client.worklogs.get_worklog_by_id(id)
    given = _changed(
        before,
        start_date=day(date, at.today) if date else None,
        start_time=time_of_day(start) if start else None,
        time_spent_seconds=seconds_of(time) if time else None,
        billable_seconds=seconds_of(billable) if billable else None,
        description=text,
        attributes=_with_values(before, attributes.given(at, attribute) or []),
    )
    fields = issue_fields(at, issue) if issue else {}
    return said(at, "Now it is", at.client.worklogs.update_worklog(id, msgspec.structs.replace(given, **fields)))


def _changed(before: Worklog, **given: Any) -> WorklogUpdate:
    """The whole worklog as it is to be, because an update clears what it does not name. If all of it was billable, it
    stays so."""
    unchanged = WorklogUpdate(
        author_account_id=before.author.account_id,
        start_date=before.start_date,
        start_time=before.start_time.isoformat(),
        time_spent_seconds=before.time_spent_seconds,
        billable_seconds=None if before.billable_seconds == before.time_spent_seconds else before.billable_seconds,
        description=before.description,
    )
    return msgspec.structs.replace(unchanged, **{name: value for name, value in given.items() if value is not None})


def _with_values(before: Worklog, given: list[WorkAttributeValueInput]) -> list[WorkAttributeValueInput] | None:
    """The values that are given, and those that stay."""
    values = {value.key: value.value for value in before.attributes.values} | {value.key: value.value for value in given}
    return [WorkAttributeValueInput(key, value) for key, value in values.items()] or None


@command
def delete(
    at: Session,
    ids: Annotated[list[int], typer.Argument(metavar="ID...", help="As list shows them.")],
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> Answer:
    """Delete worklogs."""
    found = [at.client.worklogs.get_worklog_by_id(id) for id in ids]
    rows = rows_of(at, found)
    if not yes:
        listed = ", ".join(f"{row['id']} ({row['date']} {row['issue']} {in_hours(row['seconds'])})" for row in rows)
        typer.confirm(f"Delete {listed}?", abort=True, err=True)
    for id in ids:
        at.client.worklogs.delete_worklog(id)
    return Answer(COLUMNS, rows, words=f"Deleted {', '.join(map(str, ids))}.")
