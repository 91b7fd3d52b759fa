"""`andante report`: sums logged time by user, issue, team and other criteria."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal, NamedTuple

import msgspec
import typer

from andante.cli.failures import ExitCode, Failure
from andante.cli.lazy_group import LazyGroup
from andante.cli.stdio import open_binary_target
from andante.client import NotAllowed
from andante.kit.errors import FaultCode, Invalid
from andante.kit.faults import shown
from andante.reports.time.wire import TimeReportQuery
from andante.timekeeping.worklog_search.wire import UpdatedRange

from . import connection, local_reports, server_reports
from .command import command
from .dates import date_range, month_of
from .options import From, Issues, Projects, To, all_in_capitals
from .output import Column, Output
from .session import Session
from .worklogs import search, search_criteria, total

report = typer.Typer(cls=LazyGroup, help="Sum up logged time.")

SUMS = (Column("seconds", "Time", seconds=True), Column("billableSeconds", "Billable", seconds=True))
COMPARED = (Column("differenceSeconds", "Difference", seconds=True), Column("percent", "%"))
MAX_DIMENSIONS = 3
LOCAL_PARAMETERS = {"accountId", "issue", "project", "from", "to", "groupBy"}
"""What a report that is summed up on this machine supports."""

REPORT_FILE = "/4-andante/reports/time.{}"

By = Annotated[str, typer.Option(help=f"Up to three of {', '.join(server_reports.DIMENSIONS)} and attribute:KEY, separated by commas.")]
Columns = Annotated[
    Literal["day", "week", "month", "quarter", "year"] | None, typer.Option(help="Add columns with the time of each period.")
]
Users = Annotated[list[str] | None, typer.Option("--user", help="Account id or email. Repeat for several. Default: everyone you can see.")]
Teams = Annotated[list[str] | None, typer.Option("--team", help="Name or id of a team that the user was in that day. Repeat for several.")]
Roles = Annotated[list[int] | None, typer.Option("--role", help="Id of a role that the user had in a team on the day. Repeat for several.")]
Parents = Annotated[
    list[str] | None, typer.Option("--parent", help="Key or id of a parent issue. Repeat for several.", callback=all_in_capitals)
]
Accounts = Annotated[list[str] | None, typer.Option("--account", help="Account key. Repeat for several.")]
Customers = Annotated[list[str] | None, typer.Option("--customer", help="Customer key. Repeat for several.")]
Categories = Annotated[list[str] | None, typer.Option("--category", help="Key of an account category. Repeat for several.")]
Values = Annotated[list[str] | None, typer.Option("--attribute", metavar="KEY=VALUE", help="Work attribute, by key. Repeat for several.")]
Approvals = Annotated[
    list[str] | None, typer.Option("--approval", metavar="STATE", help="Timesheet: open, in_review or approved. Repeat for several.")
]
OnlyBillable = Annotated[bool | None, typer.Option("--billable/--not-billable", help="Only worklogs with or without billable time.")]
Compare = Annotated[
    Literal["required", "planned"] | None,
    typer.Option(help="Compare with required or planned time, by user, team, role, day, week or month."),
]
ExcelFile = Annotated[str | None, typer.Option("--xlsx", metavar="FILE", help="Write an Excel file instead.")]
OpenDocumentFile = Annotated[str | None, typer.Option("--ods", metavar="FILE", help="Write an OpenDocument spreadsheet instead.")]


class Sums(NamedTuple):
    """The rows and the totals of a report. Columns are labels of periods."""

    rows: Sequence[dict[str, Any]]
    columns: Sequence[str]
    totals: dict[str, Any]


@report.callback(invoke_without_command=True)
@command
def sum_up(
    session: Session,
    by: By = "issue",
    columns: Columns = None,
    start: From = None,
    end: To = None,
    user: Users = None,
    issue: Issues = None,
    project: Projects = None,
    team: Teams = None,
    role: Roles = None,
    parent: Parents = None,
    account: Accounts = None,
    customer: Customers = None,
    category: Categories = None,
    attribute: Values = None,
    approval: Approvals = None,
    billable: OnlyBillable = None,
    compare: Compare = None,
    xlsx: ExcelFile = None,
    ods: OpenDocumentFile = None,
) -> Output:
    """Sum up logged time. The default is this month."""
    names, (first, last) = _group_names(by), date_range(start, end, session.today, month_of(session.today))
    lists = {"role_id": role, "issue": issue, "project": project, "parent": parent, "attribute": attribute}
    of_accounts = {"account": account, "customer": customer, "category": category}
    filters = _people(session, user, team) | {name: values or [] for name, values in (lists | of_accounts).items()}
    periods: dict[str, Any] = {"pivot": columns and columns.upper(), "approval": [each.upper() for each in approval or ()]}
    dimensions = [server_reports.dimension(name) for name in names]
    periods["measure"] = [compare.upper()] if compare else []
    query = TimeReportQuery(group_by=dimensions, from_=first, to=last, billable=billable, **periods, **filters)
    if xlsx or ods:
        return _save(session, query, "xlsx" if xlsx else "ods", str(xlsx or ods))
    return _output(session, query, names, _sums(session, query, names))


def _group_names(by: str) -> list[str]:
    names = list(dict.fromkeys(_group_name(name.strip()) for name in by.split(",")))
    known = f"{', '.join(server_reports.DIMENSIONS)}, {server_reports.ATTRIBUTE}KEY"
    for name in names:
        if name not in server_reports.DIMENSIONS and not name.startswith(server_reports.ATTRIBUTE):
            message = f"{shown(name)} is unknown: use one or more of {known}, separated by commas"
            raise Invalid("by", FaultCode.INVALID_CHOICE, message)
    return names


def _group_name(name: str) -> str:
    """The criterion in small letters, but not the key of an attribute."""
    kind, colon, key = name.partition(":")
    return kind.lower() + colon + key


def _people(session: Session, users: list[str] | None, teams: list[str] | None) -> dict[str, Any]:
    return {
        "account_id": [session.account_id(each) for each in users or ()],
        "team_id": server_reports.ids_of_teams(session.client, teams),
    }


def _sums(session: Session, query: TimeReportQuery, names: Sequence[str]) -> Sums:
    """The sums from the server. If it has no reports, or if the token may only read worklogs, they are computed here."""
    can_be_local = set(names) <= local_reports.GROUPS.keys() and msgspec.to_builtins(query).keys() <= LOCAL_PARAMETERS
    if session.profile.takes_keys and (len(names) <= MAX_DIMENSIONS or not can_be_local):
        try:
            return Sums(*server_reports.sums(session.client, query, names))
        except NotAllowed:
            if not can_be_local:
                raise
    if not can_be_local:
        raise _no_reports()
    return _local_sums(session, query, names)


def _no_reports() -> Failure:
    supported = f"--by {','.join(local_reports.GROUPS)}, --user, --issue and --project"
    return Failure(ExitCode.REFUSED, f"Tempo Cloud has no such reports: use only {supported}.")


def _local_sums(session: Session, query: TimeReportQuery, names: Sequence[str]) -> Sums:
    criteria = search_criteria(session, query.account_id or None, query.project or None, query.issue or None, query.from_, query.to)
    worklogs = search(session, criteria)
    rows = local_reports.rows(session, worklogs, names, UpdatedRange(from_=query.from_, to=query.to))
    return Sums(rows, [], total(worklogs))


def _output(session: Session, query: TimeReportQuery, names: Sequence[str], sums: Sums) -> Output:
    for person in () if sums.rows else query.account_id:
        session.require_sees(person, query.from_, query.to)
    columns = [*(Column(name, name.title() if ":" not in name else name) for name in names), *SUMS]
    columns += [Column(label, label, seconds=True) for label in sums.columns]
    if query.measure:
        name = query.measure[0].lower()
        columns += [Column(f"{name}Seconds", name.title(), seconds=True), *COMPARED]
    footer = {names[0]: "Sum", "style": "bold"} | sums.totals
    message = None if sums.rows else f"No time is logged from {query.from_} to {query.to}."
    return Output(columns, sums.rows, message=message, footer=[footer])


def _save(session: Session, query: TimeReportQuery, format: str, file: str) -> Output:
    """Writes the server's file."""
    if not session.profile.takes_keys:
        raise _no_reports()
    with open_binary_target(file) as target:
        connection.download(session.client, REPORT_FILE.format(format), msgspec.to_builtins(query), target)
    return Output([Column("file", "File")], [{"file": file}], message=f"The report was written to {file}.", single=True, to_stderr=True)
