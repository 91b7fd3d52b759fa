"""Generates a large company: 500 users and their worklogs of three years. Every run generates the same data."""

import datetime as dt
import random
from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import Connection

from andante.directory.issues import actions as issues
from andante.directory.issues.wire import IssueInput
from andante.directory.people import actions as people
from andante.directory.people.wire import UserInput
from andante.directory.projects import actions as projects
from andante.directory.projects.wire import ProjectInput
from andante.identity.tokens import actions as auth
from andante.kit import clock
from andante.kit.call import SYSTEM, Call
from andante.organization.permissions import actions as permissions
from andante.timekeeping.work_attributes import actions as attributes
from andante.timekeeping.work_attributes.wire import CreateWorkAttributeInput

PEOPLE = 500
PROJECTS = 20
ISSUES_PER_PROJECT = 100
FIRST_DAY = dt.date(2023, 7, 3)
WEEKS = 156
ACTIVITIES = ("Development", "Review", "Meeting", "Support", "Travel")
WORKLOG_COLUMNS = (
    "id, issue_id, author_id, start_date, start_time, start_utc, time_spent_seconds, billable_seconds, description, created_at, updated_at"
)
VALUE_COLUMNS = "worklog_id, attribute_id, value"


class Tokens(NamedTuple):
    """The tokens of a user who can see everything, and of one who can see only their own time."""

    administrator: str
    employee: str


class Worklog(NamedTuple):
    """A row of the worklogs table, in the form that both drivers accept."""

    id: int
    issue_id: int
    author_id: str
    start_date: str
    start_time: str
    start_utc: str
    time_spent_seconds: int
    billable_seconds: int
    description: str
    created_at: str
    updated_at: str


def account_id(number: int) -> str:
    return f"712020:{number:08x}-0000-4000-8000-{number:012x}"


ADMINISTRATOR, EMPLOYEE = account_id(0), account_id(1)


def fill_directory(db: Connection) -> Tokens:
    """Fills an empty database with everything except worklogs."""
    call = Call(db, SYSTEM, clock.now())
    for number in range(PEOPLE):
        people.add(call, UserInput(account_id=account_id(number), display_name=f"Person {number}", email=f"person{number}@example.com"))
    permissions.add_administrator(call, ADMINISTRATOR)
    for project in range(PROJECTS):
        projects.add(call, ProjectInput(key=f"P{project}", name=f"Project {project}"))
        for issue in range(ISSUES_PER_PROJECT):
            issues.add(call, IssueInput(key=f"P{project}-{issue + 1}", summary=f"Issue {issue + 1}", original_estimate_seconds=10**9))
    attributes.create(call, CreateWorkAttributeInput(key="_Activity_", name="Activity", type="INPUT_FIELD"))
    attributes.create(call, CreateWorkAttributeInput(key="_OnSite_", name="On site", type="CHECKBOX"))
    administrator, employee = (auth.create_token(call, who, "benchmarks", days=5000)[1] for who in (ADMINISTRATOR, EMPLOYEE))
    return Tokens(administrator, employee)


def worklogs(rows: int) -> Iterator[Worklog]:
    """Yields worklogs, oldest first, spread evenly over the working days."""
    random_source = random.Random(rows)
    days = [FIRST_DAY + dt.timedelta(weeks=week, days=day) for week in range(WEEKS) for day in range(5)]
    for n in range(rows):
        day = days[n * len(days) // rows]
        start = f"{8 + n % 9:02}:{random_source.choice(('00', '15', '30', '45'))}:00"
        seconds = 900 * random_source.randint(1, 16)
        at = f"{day}T18:{n % 60:02}:{random_source.randint(0, 59):02}Z"
        yield Worklog(
            id=n + 1,
            issue_id=10_000 + random_source.randrange(PROJECTS * ISSUES_PER_PROJECT),
            author_id=account_id(n % PEOPLE),
            start_date=str(day),
            start_time=start,
            start_utc=f"{day}T{start}Z",
            time_spent_seconds=seconds,
            billable_seconds=seconds if n % 3 else 0,
            description=f"Worked on part {n % 977} and wrote down what was found",
            created_at=at,
            updated_at=at,
        )


def attribute_values(rows: int) -> Iterator[tuple[int, int, str]]:
    """Yields (worklog id, attribute id, value), two for each worklog."""
    for id in range(1, rows + 1):
        yield id, 1, ACTIVITIES[id % len(ACTIVITIES)]
        yield id, 2, "true" if id % 7 == 0 else "false"
