"""Sums up worklogs on this machine, for servers that don't have reports on logged time: Tempo Cloud."""

import itertools
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from andante.accounts.accounts.wire import Account, AccountSearchInput
from andante.client import Andante
from andante.timekeeping.worklog_search.wire import UpdatedRange
from andante.timekeeping.worklogs.wire import Worklog

from .session import Session
from .worklogs import total

NONE = "none"
"""The label of worklogs without a value, for example without an account."""

Groups = Callable[[Worklog], Sequence[str]]
"""Returns the groups that a worklog counts for. There can be several: it counts for each team of its author."""

Id = TypeVar("Id", int, str)


def _grouped(worklogs: Iterable[Worklog], groups: Sequence[Groups]) -> Mapping[tuple[str, ...], list[Worklog]]:
    grouped: dict[tuple[str, ...], list[Worklog]] = defaultdict(list)
    for worklog in worklogs:
        for group in itertools.product(*(of(worklog) for of in groups)):
            grouped[group].append(worklog)
    return grouped


def _by_user(session: Session, worklogs: Sequence[Worklog], _: object) -> Groups:
    people = {worklog.author.account_id for worklog in worklogs}
    names = distinct((id, session.person_name(id)) for id in sorted(people))
    return lambda worklog: [names[worklog.author.account_id]]


def distinct(named: Iterable[tuple[Id, str]]) -> dict[Id, str]:
    """Adds the id to names that occur more than once."""
    names = dict(named)
    counts = Counter(names.values())
    return {id: name if counts[name] == 1 else f"{name} ({id})" for id, name in names.items()}


def _by_issue(session: Session, worklogs: Sequence[Worklog], _: object) -> Groups:
    keys = session.keys_of_issues(worklog.issue for worklog in worklogs)
    return lambda worklog: [keys[worklog.issue.id or 0]]


def _by_project(session: Session, worklogs: Sequence[Worklog], _: object) -> Groups:
    """Groups by project key, which is the first part of the issue key."""
    keys = session.keys_of_issues(worklog.issue for worklog in worklogs)
    return lambda worklog: [keys[worklog.issue.id or 0].rpartition("-")[0] or NONE]


def _by_day(*_: object) -> Groups:
    return lambda worklog: [str(worklog.start_date)]


def _by_week(*_: object) -> Groups:
    """Groups by ISO week."""
    return lambda worklog: [f"{worklog.start_date:%G-W%V}"]


def _by_month(*_: object) -> Groups:
    return lambda worklog: [f"{worklog.start_date:%Y-%m}"]


def _by_account(session: Session, worklogs: Sequence[Worklog], dates: UpdatedRange) -> Groups:
    """Groups by account. The server determines the account of a worklog: its own, its issue's or its project's."""
    accounts = session.client.accounts.iter_search_accounts(AccountSearchInput()) if worklogs else ()
    return _by_lists((account.key, _ids_of_account(session.client, account, dates)) for account in accounts)


def _ids_of_account(client: Andante, account: Account, dates: UpdatedRange) -> set[int]:
    found = client.worklogs.iter_worklogs_by_account(account.key, dates)
    return {worklog.tempo_worklog_id for worklog in found}


def _by_team(session: Session, worklogs: Sequence[Worklog], dates: UpdatedRange) -> Groups:
    teams = session.client.teams.iter_teams() if worklogs else ()
    names = distinct((team.id, team.name) for team in teams)
    return _by_lists((name, _ids_of_team(session.client, id, dates)) for id, name in names.items())


def _ids_of_team(client: Andante, team_id: int, dates: UpdatedRange) -> set[int]:
    found = client.worklogs.iter_worklogs_by_team(team_id, dates)
    return {worklog.tempo_worklog_id for worklog in found}


def _by_lists(lists: Iterable[tuple[str, set[int]]]) -> Groups:
    """Groups a worklog by the names of the lists that contain it."""
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


def rows(session: Session, worklogs: Sequence[Worklog], names: Sequence[str], dates: UpdatedRange) -> list[dict[str, Any]]:
    """The sums of the worklogs by these criteria, sorted by their labels."""
    grouped = _grouped(worklogs, [GROUPS[name](session, worklogs, dates) for name in names])
    return [dict(zip(names, group, strict=True)) | total(found) for group, found in sorted(grouped.items())]
