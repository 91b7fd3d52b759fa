"""`andante log`, `list`, `edit` and `delete`: manages worklogs."""

import datetime as dt
from collections.abc import Sequence
from typing import Annotated, Any

import msgspec
import typer

from andante.kit.durations import in_hours
from andante.kit.faults import refuse_if_faulty
from andante.timekeeping.worklog_search.wire import WorklogSearchInput
from andante.timekeeping.worklogs.wire import NewWorklog, WorkAttributeValueInput, Worklog, WorklogInput, WorklogUpdate

from . import attributes, history
from .command import command
from .dates import date_range, day, time_of_day, week_of
from .options import Attributes, Billable, Day, From, Id, Issue, Issues, Projects, StartTime, To, User, in_capitals, seconds_of
from .output import Column, Output
from .session import ME, Session

Time = Annotated[str, typer.Argument(help="Duration, like 1h30m, 1.5h, 90m or 1:30.")]
Text = Annotated[str, typer.Argument(help="Description of the work.")]

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
    session: Session,
    issue: Issue,
    time: Time,
    text: Text = "",
    date: Day = "today",
    start: StartTime = None,
    billable: Billable = None,
    attribute: Attributes = None,
    remaining: Annotated[str | None, typer.Option(help="Remaining estimate of the issue, like 4h.")] = None,
) -> Output:
    """Log time on an issue."""
    given = NewWorklog(
        author_account_id=session.me,
        start_date=day(date, session.today),
        start_time=time_of_day(start, "start") if start else None,
        time_spent_seconds=seconds_of(time),
        billable_seconds=seconds_of(billable, "billable") if billable else None,
        description=text,
        remaining_estimate_seconds=seconds_of(remaining, "remaining") if remaining else None,
        attributes=attributes.parse(session, attribute),
    )
    return create(session, issue, given)


def create(session: Session, issue: str, given: NewWorklog) -> Output:
    """Creates a worklog and adds the issue to the history."""
    created = store(session, issue, given)
    history.add_issue(session.profile_name, issue)
    return confirmation(session, "Logged", [created])


def store(session: Session, issue: str, given: NewWorklog) -> Worklog:
    """Creates a worklog. Reports faults of the input before the request is sent."""
    refuse_if_faulty(msgspec.to_builtins(given), NewWorklog)
    body = WorklogInput(**msgspec.structs.asdict(given), **issue_fields(session, issue))
    return session.client.worklogs.create_worklog(body)


def issue_fields(session: Session, issue: str) -> dict[str, Any]:
    """The field of a request body that identifies the issue."""
    id_or_key = session.issue_id_or_key(issue)
    return {"issue_id": id_or_key} if isinstance(id_or_key, int) else {"issue_key": id_or_key}


def confirmation(session: Session, verb: str, changed: Sequence[Worklog]) -> Output:
    """The output after worklogs were changed: a sentence and a row for each of them."""
    rows = rows_of(session, changed)
    sentences = [
        f"{verb} {in_hours(row['seconds'])} on {row['issue']} at {row['date']} {row['start']} (worklog {row['id']})." for row in rows
    ]
    return Output(COLUMNS, rows, message="\n".join(sentences), single=len(rows) == 1)


def rows_of(session: Session, worklogs: Sequence[Worklog]) -> list[dict[str, Any]]:
    keys = session.keys_of_issues(worklog.issue for worklog in worklogs)
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


def search(session: Session, criteria: WorklogSearchInput) -> list[Worklog]:
    """All worklogs that match, ordered by start time."""
    return list(session.client.worklogs.iter_search_worklogs(criteria))


@command
def list_(
    session: Session, start: From = None, end: To = None, user: User = None, issue: Issues = None, project: Projects = None
) -> Output:
    """List worklogs. The default is this week."""
    first, last = date_range(start, end, session.today, (week_of(session.today, MONDAY)[0], session.today))
    found = search(session, search_criteria(session, [user or ME], project, issue, first, last))
    if not found:
        session.require_sees(session.account_id(user), first, last)
    return Output(
        COLUMNS,
        rows_of(session, found),
        message=None if found else f"No time is logged from {first} to {last}.",
        footer=[{"issue": "Sum", "style": "bold"} | total(found)],
    )


def search_criteria(
    session: Session,
    users: list[str] | None,
    projects: list[str] | None,
    issues: list[str] | None,
    first: dt.date | None,
    last: dt.date | None,
) -> WorklogSearchInput:
    """Criteria for a worklog search. None means no restriction."""
    return WorklogSearchInput(
        author_ids=[session.account_id(user) for user in users] if users else None,
        project_ids=session.ids_of_projects(projects),
        issue_ids=list(session.ids_of_named_issues(issues).values()) if issues else None,
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
    session: Session,
    id: Id,
    time: Annotated[str | None, typer.Option(help="New duration, like 1h30m.")] = None,
    text: Annotated[str | None, typer.Option(help="Description of the work.")] = None,
    date: Annotated[str | None, typer.Option(help="New day.")] = None,
    start: StartTime = None,
    issue: Annotated[
        str | None,
        typer.Option(help="Move the worklog to this issue.", autocompletion=history.issues_starting, callback=in_capitals),
    ] = None,
    billable: Billable = None,
    attribute: Attributes = None,
) -> Output:
    """Change a worklog. Omitted fields stay unchanged."""
    before = session.client.worklogs.get_worklog_by_id(id)
    given = _changed(
        before,
        start_date=day(date, session.today) if date else None,
        start_time=time_of_day(start, "start") if start else None,
        time_spent_seconds=seconds_of(time) if time else None,
        billable_seconds=seconds_of(billable, "billable") if billable else None,
        description=text,
        attributes=_with_values(before, attributes.parse(session, attribute) or []),
    )
    fields = issue_fields(session, issue) if issue else {}
    return confirmation(session, "Changed to", [session.client.worklogs.update_worklog(id, msgspec.structs.replace(given, **fields))])


def _changed(before: Worklog, **given: Any) -> WorklogUpdate:
    """The complete worklog after the change, because an update clears missing fields. If all of its time was billable, all of the
    new time is billable too."""
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
    """The given attribute values, and the existing values of the other attributes."""
    values = {value.key: value.value for value in before.attributes.values} | {value.key: value.value for value in given}
    return [WorkAttributeValueInput(key, value) for key, value in values.items()] or None


@command
def delete(
    session: Session,
    ids: Annotated[list[int], typer.Argument(metavar="ID...", help="Ids, as `list` shows them.")],
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Don't ask for confirmation.")] = False,
) -> Output:
    """Delete worklogs."""
    found = [session.client.worklogs.get_worklog_by_id(id) for id in ids]
    rows = rows_of(session, found)
    if not yes:
        listed = ", ".join(f"{row['id']} ({row['date']} {row['issue']} {in_hours(row['seconds'])})" for row in rows)
        typer.confirm(f"Delete {listed}?", abort=True, err=True)
    for id in ids:
        session.client.worklogs.delete_worklog(id)
    return Output(COLUMNS, rows, message=f"Deleted {', '.join(map(str, ids))}.")
