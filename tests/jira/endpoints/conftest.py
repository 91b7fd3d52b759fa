"""Fixture: a directory with an issue that has a value in every field."""

import pytest

from andante.directory.issues import actions as issues
from andante.directory.issues.wire import IssueChange, IssueInput
from andante.directory.people import actions as people
from andante.directory.people.wire import UserChange
from andante.directory.projects import actions as projects
from andante.directory.projects.wire import ComponentInput, ProjectChange, VersionInput
from andante.kit import clock
from andante.kit.call import SYSTEM, Call
from andante.kit.database import Database
from tests.cast import ACCOUNT_IDS


@pytest.fixture
def directory(database: Database) -> None:
    """NORTH-3 has a value in every field. NORTH-9 and NORTH-10 test that keys are compared by number, not as text."""
    with database.write() as db:
        call = Call(db, SYSTEM, clock.now())
        people.change(call, ACCOUNT_IDS["alice"], UserChange(name="asmith"))
        projects.change(call, "NORTH", ProjectChange(category="Clients", lead="bob@example.com"))
        for name in ("1.0", "2.0"):
            projects.add_version(call, VersionInput(project="NORTH", name=name, released=name == "1.0"))
        for name in ("Import", "Export"):
            projects.add_component(call, ComponentInput(project="NORTH", name=name))
        issues.add(
            call,
            IssueInput(
                key="NORTH-3",
                summary="Export über alles 100%",
                type="Bug",
                status="In Progress",
                priority="High",
                description="First line\nSecond line",
                parent="NORTH-1",
                reporter="bob@example.com",
                assignee="asmith",
                versions=["1.0", "2.0"],
                components=["Import"],
            ),
        )
        for number in (9, 10):
            issues.add(call, IssueInput(key=f"NORTH-{number}", summary=f"Numbered {number}"))
        issues.change(call, "NORTH-2", IssueChange(status="Done", assignee="dave@example.com"))
