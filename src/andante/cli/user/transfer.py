"""`andante export` and `andante import` through the API: worklogs in the same file format as the administrator's commands."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Annotated, Any, BinaryIO, NamedTuple

import msgspec
import typer

from andante.cli.failures import ExitCode, Failure
from andante.cli.stdio import open_source, open_target
from andante.client import ApiError
from andante.kit.clock import parse_time
from andante.kit.durations import parse_seconds
from andante.kit.errors import Fault, Invalid
from andante.kit.files import Columns, Format, columns_of, format_of, read, row_of, write
from andante.timekeeping.worklog_search.wire import WorklogSearchInput
from andante.timekeeping.worklogs.wire import BulkWorklogInput, WorkAttributeValueInput, Worklog, WorklogRow

from . import attributes
from .attributes import Entries
from .command import command
from .dates import day
from .options import From, Issues, Projects, To
from .output import Column, Output
from .refusals import code_of, messages_of
from .session import Session
from .worklogs import search, search_criteria

FormatOption = Annotated[Format | None, typer.Option("--format", help="File format. Default: from the file name.")]
Remote = Annotated[bool, typer.Option("--remote", help="Use the API with your sign-in instead of a database on this machine.")]
ExportFile = Annotated[str, typer.Argument(help="A .csv or .jsonl file, or - for standard output.")]
ImportFile = Annotated[str, typer.Argument(help="A .csv or .jsonl file, or - for standard input.")]
Users = Annotated[list[str] | None, typer.Option("--user", help="Account id or email. Repeat for several.")]

COLUMNS: Columns = columns_of(WorklogRow, map="attributes", verbatim=frozenset({"description"}))
EXPORTED = ("date", "start_time", "user", "issue", "time_spent", "billable", "description")
MAX_BATCH = 50


class Content(NamedTuple):
    """The content of a worklog. Two worklogs with the same content are duplicates."""

    author: str
    issue: int
    date: dt.date
    time: dt.time
    seconds: int
    billable: int
    description: str
    attributes: frozenset[tuple[str, str]]


@command
def export(
    session: Session,
    file: ExportFile = "-",
    format: FormatOption = None,
    start: From = None,
    end: To = None,
    user: Users = None,
    project: Projects = None,
    issue: Issues = None,
    remote: Remote = True,  # noqa: ARG001 - accepted so that scripts work with and without a database
) -> Output:
    """Export worklogs to a file in the format that `import` reads. These are the worklogs that you can see."""
    first, last = (day(each, session.today) if each else None for each in (start, end))
    chosen = format_of(file, format or ("csv" if file == "-" else None))
    found, known = search(session, search_criteria(session, user, project, issue, first, last)), attributes.load_all(session)
    keys = session.keys_of_issues(worklog.issue for worklog in found)
    labels = attributes.labels(known)
    with open_target(file) as target:
        header = [*EXPORTED, *(f"attribute:{attribute.key}" for attribute in known), "attributes"]
        written = write(target, chosen, header, COLUMNS, (_exported(worklog, keys, labels) for worklog in found))
    return _count_output({"exported": written}, f"{written} worklogs exported")


def _count_output(counts: dict[str, int], message: str) -> Output:
    return Output([Column(name, name.title()) for name in counts], [counts], message=message, single=True, to_stderr=True)


def _exported(worklog: Worklog, keys: Mapping[int, str], labels: Entries) -> dict[str, Any]:
    values = {value.key: value.value for value in worklog.attributes.values}
    return {
        "date": worklog.start_date,
        "start_time": worklog.start_time,
        "user": worklog.author.account_id,
        "issue": keys[worklog.issue.id or 0],
        "time_spent": worklog.time_spent_seconds,
        "billable": worklog.billable_seconds,
        "description": worklog.description,
        "attributes": {key: labels.get(key, {}).get(value, value) for key, value in values.items()},
    }


@command
def import_(
    session: Session,
    file: ImportFile,
    format: FormatOption = None,
    remote: Remote = True,  # noqa: ARG001 - as in export
) -> Output:
    """Import worklogs from a file. Imports nothing if any line is invalid, and skips worklogs that already exist."""
    with open_source(file) as source:
        rows = _rows(source, format_of(file, format))
    new_rows = _new_rows(session, rows)
    missing = _not_existing(new_rows, _existing_counts(session, new_rows))
    for issue, lines in _by_issue(missing).items():
        for number in range(0, len(lines), MAX_BATCH):
            _create(session, issue, dict(islice(lines.items(), number, number + MAX_BATCH)))
    existing = len(new_rows) - len(missing)
    return _count_output(
        {"imported": len(missing), "alreadyThere": existing}, f"{len(missing)} worklogs imported, {existing} already there"
    )


NewRows = Mapping[int, tuple[Content, BulkWorklogInput]]
"""The worklogs of a file, by line number."""


def _rows(source: BinaryIO, format: Format) -> dict[int, WorklogRow]:
    """The rows of a file, by line number. Raises a Failure that lists every invalid line."""
    read_lines = {line.number: row_of(line, WorklogRow) for line in read(source, format, COLUMNS)}
    _raise_if_faulty({number: row for number, row in read_lines.items() if isinstance(row, list)})
    return {number: row for number, row in read_lines.items() if not isinstance(row, list)}


def _raise_if_faulty(faults: Mapping[int, Sequence[Fault]]) -> None:
    if faults:
        lines = (f"line {number}: {'; '.join(map(str, found))}" for number, found in faults.items())
        raise Failure(ExitCode.REFUSED, *lines, f"Nothing was imported. Invalid lines: {len(faults)}.")


def _new_rows(session: Session, rows: Mapping[int, WorklogRow]) -> NewRows:
    people = {user: session.account_id(user) for user in {row.user for row in rows.values()}}
    issues = session.ids_of_named_issues(str(row.issue) for row in rows.values())
    entries = attributes.values(attributes.load_all(session))
    new_rows, faults = {}, {}
    for number, row in rows.items():
        try:
            given = _worklog_input(row, people[row.user], entries)
            new_rows[number] = (_content(issues[str(row.issue)], given), given)
        except Invalid as refusal:
            faults[number] = refusal.faults
    _raise_if_faulty(faults)
    return new_rows


def _worklog_input(row: WorklogRow, account_id: str, entries: Entries) -> BulkWorklogInput:
    remaining = row.remaining_estimate
    texts = {key: value if isinstance(value, str) else msgspec.json.encode(value).decode() for key, value in (row.attributes or {}).items()}
    return BulkWorklogInput(
        author_account_id=account_id,
        start_date=row.date,
        start_time=row.start_time,
        time_spent_seconds=parse_seconds("time_spent", row.time_spent, 1),
        billable_seconds=None if row.billable is None else parse_seconds("billable", row.billable, 0),
        description=row.description or "",
        remaining_estimate_seconds=None if remaining is None else parse_seconds("remaining_estimate", remaining, 0),
        attributes=[WorkAttributeValueInput(key, entries.get(key, {}).get(text, text)) for key, text in texts.items()] or None,
    )


def _content(issue: int, given: BulkWorklogInput) -> Content:
    return Content(
        given.author_account_id,
        issue,
        given.start_date,
        parse_time(given.start_time) if given.start_time else dt.time(),
        given.time_spent_seconds,
        given.time_spent_seconds if given.billable_seconds is None else given.billable_seconds,
        given.description or "",
        frozenset((value.key, value.value) for value in given.attributes or []),
    )


def _existing_counts(session: Session, new_rows: NewRows) -> Counter[Content]:
    """Counts the existing worklogs of the users and days in the file."""
    if not new_rows:
        return Counter()
    contents = [content for content, _ in new_rows.values()]
    days = [content.date for content in contents]
    authors = sorted({content.author for content in contents})
    return Counter(
        _content_of(worklog) for worklog in search(session, WorklogSearchInput(author_ids=authors, from_=min(days), to=max(days)))
    )


def _content_of(worklog: Worklog) -> Content:
    return Content(
        worklog.author.account_id,
        worklog.issue.id or 0,
        worklog.start_date,
        worklog.start_time,
        worklog.time_spent_seconds,
        worklog.billable_seconds,
        worklog.description,
        frozenset((value.key, value.value) for value in worklog.attributes.values),
    )


def _not_existing(new_rows: NewRows, existing: Counter[Content]) -> NewRows:
    """The rows without an existing worklog. Each worklog matches one row: a line that is in the file twice needs two worklogs."""
    return {number: row for number, row in new_rows.items() if not _match(existing, row[0])}


def _match(existing: Counter[Content], content: Content) -> bool:
    """Whether a worklog with this content exists that no earlier row has matched."""
    existing[content] -= 1
    return existing[content] >= 0


def _by_issue(new_rows: NewRows) -> Mapping[int, Mapping[int, BulkWorklogInput]]:
    """Groups rows by issue."""
    lines: dict[int, dict[int, BulkWorklogInput]] = defaultdict(dict)
    for number, (content, given) in new_rows.items():
        lines[content.issue][number] = given
    return lines


def _create(session: Session, issue: int, lines: Mapping[int, BulkWorklogInput]) -> None:
    """Creates all of these worklogs or none. Worklogs of earlier calls stay, and a repeated import skips them."""
    try:
        session.client.worklogs.bulk_create_worklog(issue, list(lines.values()))
    except ApiError as error:
        raise Failure(
            code_of(error),
            *messages_of(error),
            f"The server refused lines {', '.join(map(str, lines))}. Other lines may already be imported.",
            "Correct the file and import it again: existing worklogs are skipped.",
        ) from None
