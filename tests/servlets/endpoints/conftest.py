"""Fixtures: a payroll system, and a directory whose objects have values for all exported columns."""

import pytest

from andante.directory.issues import actions as issues
from andante.directory.issues.wire import IssueChange
from andante.directory.people import actions as people
from andante.directory.people.wire import UserChange, UserProperty
from andante.directory.projects import actions as projects
from andante.directory.projects.wire import ComponentInput, ProjectChange, VersionInput
from andante.kit import clock
from andante.kit.call import SYSTEM, Call
from andante.kit.database import Database
from tests.accounts.accounts.bookkeeping import create_account, create_attribute, create_link
from tests.cast import ACCOUNT_IDS, Company, Person
from tests.shell import andante

from .machines import Machine, machine

__all__ = ["andante", "directory", "payroll"]


@pytest.fixture
def payroll(company: Company, database: Database) -> Machine:
    return machine(company.carol.app, database)


@pytest.fixture
def directory(database: Database, carol: Person) -> None:
    """alice has the user name asmith and the staff id 4711. NORTH-1 has two versions and a component; its sub-task NORTH-2
    has two components; SOUTH-1 has neither. The default account of NORTH is ACME; work attributes can override it."""
    with database.write() as db:
        call = Call(db, SYSTEM, clock.now())
        people.change(call, ACCOUNT_IDS["alice"], UserChange(name="asmith", staff_id="4711"))
        people.set_property(call, ACCOUNT_IDS["alice"], UserProperty("cost-center", "R&D <1>"))
        people.set_property(call, ACCOUNT_IDS["alice"], UserProperty("badge", "7"))
        people.change(call, ACCOUNT_IDS["bob"], UserChange(name="bjones"))
        projects.change(call, "NORTH", ProjectChange(category="Clients"))
        for id, name, sequence in ((301, "Spring", 2), (302, "Autumn", 9), (303, "Later", 1)):
            projects.add_version(call, VersionInput(id=id, project="NORTH", name=name, sequence=sequence))
        for id, name in ((41, "Import"), (42, "Export")):
            projects.add_component(call, ComponentInput(id=id, project="NORTH", name=name))
        change = IssueChange(reporter="bjones", priority="High", description="Line <one>\nline two", versions=["Spring", "Autumn"])
        change.components = ["Import"]
        issues.change(call, "NORTH-1", change)
        issues.change(call, "NORTH-2", IssueChange(parent="NORTH-1", components=["Import", "Export"]))
    assert carol.post("/customers", {"key": "C-204", "name": "North & Sons"}).status_code == 200
    assert carol.post("/account-categories", {"key": "SUP", "name": "Support", "typeName": "BILLABLE"}).status_code == 200
    create_account(carol, "ACME", customerKey="C-204", categoryKey="SUP")
    create_link(carol, "ACME", default=True)
    create_account(carol, "EXTRA", **{"global": True})
    create_attribute(carol)
