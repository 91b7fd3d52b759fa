"""`andante export` and `andante import` through the API: worklogs in the form of the operator's files."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Annotated, Any, BinaryIO, NamedTuple

import msgspec
import typer

from andante.client import ApiError
from andante.kit.clock import parse_time
from andante.kit.durations import parse_seconds
from andante.kit.errors import Fault, Invalid
from andante.kit.files import Columns, Format, columns_of, format_of, read, row_of, write
from andante.timekeeping.worklogs.wire import BulkWorklogInput, WorkAttributeValueInput, Worklog, WorklogRow, WorklogSearchInput

from . import attributes
from .attributes import Entries
from .commands import command
from .failures import Code, Failure, code_of, words_of
from .moments import day
from .options import From, Issues, Projects, To
from .output import Answer, Column
from .session import Session
from .streams import opened, target_of
from .worklogs import asked_for, search

FormatOption = Annotated[Format | None, typer.Option("--format", help="Where the name of the file does not tell.")]
Remote = Annotated[bool, typer.Option("--remote", help="Through the API, as who signed in, in the place of a database that is here.")]
ExportFile = Annotated[str, typer.Argument(help="A .csv or .jsonl file; - is standard output.")]
ImportFile = Annotated[str, typer.Argument(help="A .csv or .jsonl file; - is standard input.")]
Users = Annotated[list[str] | None, typer.Option("--user", help="Account id or email; repeat for several.")]

COLUMNS: Columns = columns_of(WorklogRow, map="attributes", verbatim=frozenset({"description"}))
EXPORTED = ("date", "start_time", "user", "issue", "time_spent", "billable", "description")
MOST_AT_ONCE = 50


class Content(NamedTuple):
    """All that makes a worklog what it is."""

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
    at: Session,
    file: ExportFile = "-",
    format: FormatOption = None,
    start: From = None,
    end: To = None,
    user: Users = None,
    project: Projects = None,
    issue: Issues = None,
    remote: Remote = True,  # noqa: ARG001 so that what is written for a machine with a database runs on one without
) -> Answer:
    """Export the worklogs that you may see, in the form that import takes."""
    first, last = (day(each, at.today) if each else None for each in (start, end))
    chosen = format_of(file, format or ("csv" if file == "-" else None))
    found, known = search(at, asked_for(at, user, project, issue, first, last)), attributes.every(at)
    keys = at.keys_of_issues(worklog.issue for worklog in found)
    labels = attributes.labels(known)
    with target_of(file) as target:
        header = [*EXPORTED, *(f"attribute:{attribute.key}" for attribute in known), "attributes"]
        written = write(target, chosen, header, COLUMNS, (_exported(worklog, keys, labels) for worklog in found))
    return _counted({"exported": written}, f"{written} worklogs exported")


def _counted(counts: dict[str, int], words: str) -> Answer:
    return Answer([Column(name, name.title()) for name in counts], [counts], words=words, single=True, aside=True)


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
    at: Session,
    file: ImportFile,
    format: FormatOption = None,
    remote: Remote = True,  # noqa: ARG001 as with export
) -> Answer:
    """Import worklogs: nothing as long as a line can't be read, and nothing twice."""
    with opened(file) as source:
        rows = _rows(source, format_of(file, format))
    wanted = _wanted(at, rows)
    fresh = _without(wanted, _there(at, wanted))
    for issue, lines in _by_issue(fresh).items():
        for number in range(0, len(lines), MOST_AT_ONCE):
            _create(at, issue, dict(islice(lines.items(), number, number + MOST_AT_ONCE)))
    there = len(wanted) - len(fresh)
    return _counted({"imported": len(fresh), "alreadyThere": there}, f"{len(fresh)} worklogs imported, {there} already there")


Wanted = Mapping[int, tuple[Content, BulkWorklogInput]]
"""What is to be there, by the number of its line."""


def _rows(source: BinaryIO, format: Format) -> dict[int, WorklogRow]:
    """The rows by the numbers of their lines; a failure that names every line that can't be read."""
    read_lines = {line.number: row_of(line, WorklogRow) for line in read(source, format, COLUMNS)}
    _refuse({number: row for number, row in read_lines.items() if isinstance(row, list)})
    return {number: row for number, row in read_lines.items() if not isinstance(row, list)}


def _refuse(faults: Mapping[int, Sequence[Fault]]) -> None:
    if faults:
        lines = (f"line {number}: {'; '.join(map(str, found))}" for number, found in faults.items())
        raise Failure(Code.REFUSED, *lines, f"Nothing was imported: {len(faults)} lines are wrong.")


def _wanted(at: Session, rows: Mapping[int, WorklogRow]) -> Wanted:
    people = {user: at.account_id(user) for user in {row.user for row in rows.values()}}
    issues = at.ids_of_named_issues(str(row.issue) for row in rows.values())
    entries = attributes.values(attributes.every(at))
    wanted, faults = {}, {}
    for number, row in rows.items():
        try:
            given = _given(row, people[row.user], entries)
            wanted[number] = (_content(issues[str(row.issue)], given), given)
        except Invalid as refusal:
            faults[number] = refusal.faults
    _refuse(faults)
    return wanted


def _given(row: WorklogRow, account_id: str, entries: Entries) -> BulkWorklogInput:
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


def _there(at: Session, wanted: Wanted) -> Counter[Content]:
    """What is there of the people and the days of the file."""
    if not wanted:
        return Counter()
    contents = [content for content, _ in wanted.values()]
    days = [content.date for content in contents]
    authors = sorted({content.author for content in contents})
    return Counter(_content_of(worklog) for worklog in search(at, WorklogSearchInput(author_ids=authors, from_=min(days), to=max(days))))


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


def _without(wanted: Wanted, there: Counter[Content]) -> Wanted:
    """Those that no worklog accounts for yet. A file that has a line twice wants it twice."""
    return {number: row for number, row in wanted.items() if not _taken(there, row[0])}


def _taken(there: Counter[Content], content: Content) -> bool:
    there[content] -= 1
    return there[content] >= 0


def _by_issue(wanted: Wanted) -> Mapping[int, Mapping[int, BulkWorklogInput]]:
    """The lines of each issue."""
    lines: dict[int, dict[int, BulkWorklogInput]] = defaultdict(dict)
    for number, (content, given) in wanted.items():
        lines[content.issue][number] = given
    return lines


def _create(at: Session, issue: int, lines: Mapping[int, BulkWorklogInput]) -> None:
    """All of these or none. What went before is there, and will not be imported again."""
    try:
        at.client.worklogs.bulk_create_worklog(issue, list(lines.values()))
    except ApiError as error:
        raise Failure(
            code_of(error),
            *words_of(error),
            f"This was said of lines {', '.join(map(str, lines))}. Others may be imported by now: repeat it, nothing comes twice.",
        ) from None
