"""After a run, both servers return the same lists except for ids and links. Another run changes nothing."""

import json
import re
from typing import Any

import pytest
from sqlalchemy import func, select

from andante.directory.projects import actions as projects
from andante.directory.projects.wire import ProjectInput
from andante.kit.changes import changes
from andante.kit.database import Database
from tests.cast import Company, Person
from tests.everywhere.seed import WEST, seed

from .activity import simulate_activity
from .conftest import Mirror, changed
from .crawler import all_responses


@pytest.fixture
def full_source(company: Company, database: Database, mirrored: Mirror) -> Company:
    """A source with entries in every list, in which many things were changed."""
    with database.write() as db:
        projects.add(mirrored.call(db), ProjectInput(id=WEST, key="WEST", name="West"))
    seed(company)
    simulate_activity(company, database)
    return company


@pytest.fixture
def other_ids(mirrored: Mirror) -> None:
    """Makes the mirror assign other ids than the source."""
    mirrored("users", "administrators")
    carol = mirrored.person("carol")
    for path in ("/teams", "/roles", "/skills", "/generic-resources"):
        for _ in range(3):
            id = carol.post(path, {"name": "Temporary"}).json()["id"]
            assert carol.delete(f"{path}/{id}").status_code == 204


@pytest.mark.usefixtures("other_ids")
def test_both_servers_return_the_same_lists(full_source: Company, mirrored: Mirror) -> None:
    mirrored()

    assert mirrored.warnings == []
    expected, copied = all_responses(full_source.carol), all_responses(mirrored.person("carol"))
    assert _directory(mirrored.person("carol")) == _directory(full_source.carol)
    assert [name for name, responses in expected.items() if not responses] == []
    for name in expected:
        assert [json.loads(text) for text in copied[name]] == [json.loads(text) for text in expected[name]], name


@pytest.mark.usefixtures("full_source")
def test_running_it_again_changes_nothing(mirrored: Mirror) -> None:
    mirrored()
    before = _changes(mirrored)

    assert changed(mirrored()) == []
    assert changed(mirrored(full=True)) == []
    assert _changes(mirrored) == before


def _directory(person: Person) -> list[Any]:
    """People, projects and issues from the Jira endpoints, without timestamps."""
    users = person.http.get("/rest/api/3/users/search").json()
    projects = [person.http.get(f"/rest/api/3/project/{project['id']}").json() for project in person.http.get("/rest/api/3/project").json()]
    found = person.http.post(
        "/rest/api/2/search", json={"jql": "ORDER BY id", "fields": ["*all", "-created", "-updated", "-worklog"]}
    ).json()
    return [_without_own_ids(part) for part in (users, projects, found["issues"])]


def _without_own_ids(response: Any) -> str:
    """Types, statuses and priorities have different ids and icons on each server."""
    return re.sub(r'"(iconUrl|avatarUrls|id)": ("[^"]*"|\d+|{[^}]*})', '"#": 0', json.dumps(response))


def _changes(mirrored: Mirror) -> int:
    with mirrored.database.read() as db:
        return db.scalar(select(func.count()).select_from(changes)) or 0
