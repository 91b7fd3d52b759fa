"""`andante report`: hours, summed up by whatever is asked for."""

import itertools
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Annotated, TypeVar

import typer

from andante.accounts.accounts.wire import Account, AccountSearchInput
from andante.client import Andante
from andante.kit.errors import FaultCode, Invalid
from andante.kit.faults import shown
from andante.timekeeping.worklogs.wire import UpdatedRange, Worklog

from .commands import command
from .moments import days_of
from .options import From, Issues, Projects, To
from .output import Answer, Column
from .session import Session
from .worklogs import asked_for, search, total

report = typer.Typer(help="Logged time, summed up. What is planned and left: report planned and report capacity, where the server is.")

Groups = Callable[[Worklog], Sequence[str]]
"""What a worklog counts for. Of several teams, for each."""

Id = TypeVar("Id", int, str)

NONE = "none"
SUMS = (Column("seconds", "Time", seconds=True), Column("billableSeconds", "Billable", seconds=True))


def _names(by: str) -> list[str]:
    names = list(dict.fromkeys(name.strip().lower() for name in by.split(",")))
    if unknown := [name for name in names if name not in GROUPS]:
        raise Invalid(
            "by", FaultCode.INVALID_CHOICE, f"{shown(unknown[0])} is not known: it takes {', '.join(GROUPS)}, several between commas"
        )
    return names


def _sums(worklogs: Iterable[Worklog], groups: Sequence[Groups]) -> Mapping[tuple[str, ...], list[Worklog]]:
    grouped: dict[tuple[str, ...], list[Worklog]] = defaultdict(list)
    for worklog in worklogs:
        for group in itertools.product(*(of(worklog) for of in groups)):
            grouped[group].append(worklog)
    return grouped


def _by_user(at: Session, worklogs: Sequence[Worklog], _: object) -> Groups:
    people = {worklog.author.account_id for worklog in worklogs}
    names = _distinct((id, at.person_named(id)) for id in sorted(people))
    return lambda worklog: [names[worklog.author.account_id]]


def _distinct(named: Iterable[tuple[Id, str]]) -> dict[Id, str]:
    """Names that tell apart those who are called the same."""
    names = dict(named)
    often = Counter(names.values())
    return {id: name if often[name] == 1 else f"{name} ({id})" for id, name in names.items()}


def _by_issue(at: Session, worklogs: Sequence[Worklog], _: object) -> Groups:
    keys = at.keys_of_issues(worklog.issue for worklog in worklogs)
    return lambda worklog: [keys[worklog.issue.id or 0]]


def _by_project(at: Session, worklogs: Sequence[Worklog], _: object) -> Groups:
    """The key of an issue begins with that of its project."""
    keys = at.keys_of_issues(worklog.issue for worklog in worklogs)
    return lambda worklog: [keys[worklog.issue.id or 0].rpartition("-")[0] or NONE]


def _by_day(*_: object) -> Groups:
    return lambda worklog: [str(worklog.start_date)]


def _by_week(*_: object) -> Groups:
    """ISO's weeks."""
    return lambda worklog: [f"{worklog.start_date:%G-W%V}"]


def _by_month(*_: object) -> Groups:
    return lambda worklog: [f"{worklog.start_date:%Y-%m}"]


def _by_account(at: Session, worklogs: Sequence[Worklog], dates: UpdatedRange) -> Groups:
    """The server knows which account a worklog goes to: its own, its issue's or its project's."""
    every = at.client.accounts.iter_search_accounts(AccountSearchInput()) if worklogs else ()
    return _by_lists((account.key, _ids_of_account(at.client, account, dates)) for account in every)


def _ids_of_account(client: Andante, account: Account, dates: UpdatedRange) -> set[int]:
    found = client.worklogs.iter_worklogs_by_account(account.key, dates)
    return {worklog.tempo_worklog_id for worklog in found}


def _by_team(at: Session, worklogs: Sequence[Worklog], dates: UpdatedRange) -> Groups:
    every = at.client.teams.iter_teams() if worklogs else ()
    names = _distinct((team.id, team.name) for team in every)
    return _by_lists((name, _ids_of_team(at.client, id, dates)) for id, name in names.items())


def _ids_of_team(client: Andante, team_id: int, dates: UpdatedRange) -> set[int]:
    found = client.worklogs.iter_worklogs_by_team(team_id, dates)
    return {worklog.tempo_worklog_id for worklog in found}


def _by_lists(lists: Iterable[tuple[str, set[int]]]) -> Groups:
    """The names of the lists that have the worklog."""
    names: dict[int, list[str]] = defaultdict(list)
    for name, ids in lists:
        for id in ids:
            names[id].append(name)
    return lambda worklog: names.get(worklog.tempo_worklog_id, [NONE])


GROUPS: dict[str, Callable[[Session, Sequence[Worklog], UpdatedRange], Groups]] = {
    "user": _by_user,
    "account": _by_account,
    "issue": _by_issue,
    "project": _by_project,
    "day": _by_day,
    "week": _by_week,
    "month": _by_month,
    "team": _by_team,
}


@report.callback(invoke_without_command=True)
@command
def sum_up(
    at: Session,
    by: Annotated[str, typer.Option(help=f"{', '.join(GROUPS)}: one or several, between commas.")] = "issue",
    start: From = None,
    end: To = None,
    user: Annotated[list[str] | None, typer.Option(help="Account id or email; repeat for several; all that you may see without.")] = None,
    issue: Issues = None,
    project: Projects = None,
) -> Answer:
    """Sum up the time that was logged: this month's, unless days are given."""
    names = _names(by)
    first, last = days_of(start, end, at.today)
    worklogs = search(at, asked_for(at, user, project, issue, first, last))
    grouped = _sums(worklogs, [GROUPS[name](at, worklogs, UpdatedRange(from_=first, to=last)) for name in names])
    rows = [dict(zip(names, group, strict=True)) | total(found) for group, found in sorted(grouped.items())]
    foot = {names[0]: "Sum", "style": "bold"} | total(worklogs)
    columns = [*(Column(name, name.title()) for name in names), *SUMS]
    return Answer(columns, rows, words=None if rows else f"Nothing is logged from {first} to {last}.", foot=[foot])
