"""Any condition finds the issues that a simple evaluation in Python finds, before and after it is normalized."""

import datetime as dt
import operator
import random
from collections.abc import Sequence
from typing import Any as Anything
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select

from andante.directory.issues import actions as issues
from andante.directory.issues.store import issue_components, issue_versions
from andante.directory.issues.store import issues as issues_table
from andante.directory.issues.wire import IssueInput
from andante.directory.projects import actions as projects
from andante.directory.projects.wire import ComponentInput, VersionInput
from andante.jira.search import store
from andante.jira.search.rules import (
    All,
    Any,
    Compares,
    Condition,
    Contains,
    Has,
    IsEmpty,
    KeyCompares,
    Logged,
    LoggedBy,
    LoggedOn,
    Not,
    WorklogCondition,
    leaves,
    normalize,
)
from andante.kit import clock
from andante.kit.call import SYSTEM, Call
from andante.kit.database import Database
from andante.kit.paging import Paging
from andante.timekeeping.worklogs.store import worklogs
from tests.cast import ACCOUNT_IDS, NORTH_1, NORTH_2, SOUTH_1

ALICE, BOB, CAROL = (ACCOUNT_IDS[name] for name in ("alice", "bob", "carol"))
DAYS = [dt.date(2026, 3, day) for day in range(1, 6)]
WORDS = ("import", "EXPORT", "über", "%", "x_y")
COMPARE = {"=": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
COLUMNS = {"project": "project_id", "assignee": "assignee_id", "parent": "parent_id", "id": "id"}


class Data(NamedTuple):
    """The rows of the database: issues, the ids of their versions and components, and (issue, author, day) of worklogs."""

    issues: list[dict[str, Anything]]
    links: dict[str, set[tuple[int, int]]]
    worklogs: list[tuple[int, str, dt.date]]


@pytest.fixture
def data(database: Database) -> Data:
    source = random.Random(1)
    with database.write() as db:
        call = Call(db, SYSTEM, clock.now())
        for name in ("1", "2"):
            projects.add_version(call, VersionInput(project="NORTH", name=name))
            projects.add_component(call, ComponentInput(project="NORTH", name=name))
        for number in range(3, 12):
            issues.add(call, _random_issue(source, number))
        all_ids = list(db.scalars(select(issues_table.c.id).order_by(issues_table.c.id)))
        logged = [(source.choice(all_ids[1:]), source.choice((ALICE, BOB, CAROL)), source.choice(DAYS)) for _ in range(25)]
        db.execute(insert(worklogs), [_worklog(call, *row) for row in logged])
    with database.read() as db:
        return Data(
            [dict(row) for row in db.execute(select(issues_table)).mappings()],
            {
                "version": {
                    (issue, version) for issue, version in db.execute(select(issue_versions.c.issue_id, issue_versions.c.version_id))
                },
                "component": {
                    (issue, id) for issue, id in db.execute(select(issue_components.c.issue_id, issue_components.c.component_id))
                },
            },
            logged,
        )


def _random_issue(source: random.Random, number: int) -> IssueInput:
    return IssueInput(
        key=f"NORTH-{number}",
        summary=" ".join(source.choices(WORDS, k=2)),
        description=" ".join(source.choices(WORDS, k=source.randint(0, 2))),
        assignee=source.choice((None, ALICE, BOB)),
        parent=source.choice((None, "NORTH-1", "NORTH-2")),
        versions=source.choice(([], ["1"], ["1", "2"])),
        components=source.choice(([], ["2"])),
    )


def _worklog(call: Call, issue_id: int, author_id: str, day: dt.date) -> dict[str, Anything]:
    start = f"{day}T08:00:00Z"
    values = {"issue_id": issue_id, "author_id": author_id, "start_date": day, "start_time": dt.time(8), "start_utc": start}
    return values | {
        "time_spent_seconds": 60,
        "billable_seconds": 60,
        "description": "",
        "created_at": call.now,
        "updated_at": call.now,
    }


comparisons = st.sampled_from(sorted(COMPARE))
on_worklogs = st.one_of(
    st.builds(LoggedBy, st.lists(st.sampled_from((ALICE, BOB, CAROL)), max_size=2).map(tuple)),
    st.builds(LoggedOn, comparisons, st.sampled_from(DAYS)),
)
on_texts = st.builds(Contains, st.sampled_from(("summary", "description")), st.lists(st.sampled_from(WORDS), max_size=2).map(tuple))
on_ids = st.one_of(
    st.builds(Has, st.just("assignee"), st.lists(st.sampled_from((ALICE, BOB)), max_size=2).map(tuple)),
    st.builds(Has, st.sampled_from(("parent", "id")), st.lists(st.sampled_from((NORTH_1, NORTH_2, SOUTH_1)), max_size=2).map(tuple)),
    st.builds(Has, st.sampled_from(("version", "component")), st.lists(st.sampled_from((1, 2)), max_size=2).map(tuple)),
)
leaf_conditions = st.one_of(
    on_worklogs,
    on_texts,
    on_ids,
    st.builds(IsEmpty, st.sampled_from(("assignee", "parent", "version", "component", "description"))),
    st.builds(Compares, st.just("id"), comparisons, st.sampled_from((NORTH_2, SOUTH_1))),
    st.builds(KeyCompares, comparisons, st.sampled_from(("NORTH-2", "NORTH-9", "NORTH-10", "SOUTH-1"))),
)


def _trees(leaf: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    def nested(inner: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
        parts = st.lists(inner, max_size=4).map(tuple)
        return st.one_of(st.builds(Not, inner), st.builds(All, parts), st.builds(Any, parts))

    return st.recursive(leaf, nested, max_leaves=16)


conditions = st.one_of(_trees(leaf_conditions), _trees(on_worklogs), _trees(on_texts))


@given(conditions, st.sampled_from((None, ALICE)))
@settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_search_finds_what_a_simple_evaluation_finds(database: Database, data: Data, condition: Condition, only: str | None) -> None:
    visible = [] if only is None else [worklogs.c.author_id == only]
    seen = data._replace(worklogs=[row for row in data.worklogs if only in (None, row[1])])
    expected = [issue["id"] for issue in data.issues if _matches(seen, issue, condition)]

    with database.read() as db:
        found = store.page(db, normalize(condition), [], visible, Paging(0, 50))
        count = store.count(db, normalize(condition), visible)

    assert sorted(issue.id for issue in found) == sorted(expected)
    assert count == len(expected)


@given(conditions)
def test_a_normalized_condition_negates_only_leaves_and_stays_the_same(condition: Condition) -> None:
    normalized = normalize(condition)

    assert normalize(normalized) == normalized
    assert not any(isinstance(leaf, LoggedBy | LoggedOn) for leaf in leaves(normalized))


def test_negated_pairs_become_one_condition() -> None:
    pairs = [All((LoggedBy((f"{n}",)), LoggedOn(">", DAYS[n % 5]))) for n in range(99)]

    normalized = normalize(All(tuple(Not(pair) for pair in pairs)))

    assert isinstance(normalized, Not)
    assert isinstance(normalized.part, Logged)
    assert sum(len(filter.account_ids or ()) for filter in normalized.part.filters) == 99
    assert len(normalized.part.filters) == 5


def _matches(data: Data, issue: dict[str, Anything], condition: Condition) -> bool | None:
    """Whether the issue matches; None, as in SQL, if an empty field is compared."""
    match condition:
        case All(parts):
            on_one_worklog = [part for part in parts if isinstance(part, WorklogCondition)]
            results = [_matches(data, issue, part) for part in parts if not isinstance(part, WorklogCondition)]
            results += [_has_worklog(data, issue, on_one_worklog)] if on_one_worklog else []
            return False if False in results else None if None in results else True
        case Any(parts):
            results = [_matches(data, issue, part) for part in parts]
            return True if True in results else None if None in results else False
        case Not(part):
            result = _matches(data, issue, part)
            return None if result is None else not result
        case LoggedBy() | LoggedOn():
            return _has_worklog(data, issue, [condition])
    return _matches_leaf(data, issue, condition)


def _has_worklog(data: Data, issue: dict[str, Anything], parts: Sequence[Condition]) -> bool:
    def meets(part: Condition, author: str, day: dt.date) -> bool:
        return author in part.account_ids if isinstance(part, LoggedBy) else COMPARE[part.comparison](day, part.day)  # type: ignore[union-attr]

    return any(id == issue["id"] and all(meets(part, author, day) for part in parts) for id, author, day in data.worklogs)


def _matches_leaf(data: Data, issue: dict[str, Anything], condition: Condition) -> bool | None:
    match condition:
        case Has(field, ids) if field in data.links:
            return any((issue["id"], id) in data.links[field] for id in ids)
        case Has(field, ids):
            value = issue[COLUMNS[field]]
            return None if value is None and ids else value in ids
        case IsEmpty(field) if field in data.links:
            return all(id != issue["id"] for id, _ in data.links[field])
        case IsEmpty(field):
            return issue[COLUMNS.get(field, field)] in (None, "")
        case Contains(field, phrases):
            return all(phrase.lower() in issue[field].lower() for phrase in phrases)
        case Compares(_, comparison, value):
            return bool(COMPARE[comparison](issue["id"], value))
        case KeyCompares(comparison, key):
            (project, number), (wanted, limit) = issue["key"].split("-"), key.split("-")
            return project == wanted and bool(COMPARE[comparison](int(number), int(limit)))
    raise TypeError(condition)
