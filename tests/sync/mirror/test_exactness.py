"""After a mirror both servers answer every list alike but for ids and links, and running it again changes nothing."""

import json
import re
from typing import Any

import pytest
from sqlalchemy import func, select

from andante.directory.projects import actions as projects
from andante.directory.projects.wire import ProjectInput
from andante.kit.changes import changes
from andante.kit.database import Database
from tests.cast import House, Person
from tests.everywhere.seed import WEST, seed

from .conftest import Mirror, changed
from .life import lead_a_life
from .walk import everything


@pytest.fixture
def full_house(house: House, database: Database, mirrored: Mirror) -> House:
    """A house with something in every list, in which a lot has happened."""
    with database.write() as db:
        projects.add(mirrored.call(db), ProjectInput(id=WEST, key="WEST", name="West"))
    seed(house)
    lead_a_life(house, database)
    return house


@pytest.fixture
def other_ids(mirrored: Mirror) -> None:
    """Lets the mirror count on from elsewhere, so that no id is the same by accident."""
    mirrored("users", "administrators")
    carol = mirrored.person("carol")
    for path in ("/teams", "/roles", "/skills", "/generic-resources"):
        for _ in range(3):
            id = carol.post(path, {"name": "Passing"}).json()["id"]
            assert carol.delete(f"{path}/{id}").status_code == 204


@pytest.mark.usefixtures("other_ids")
def test_both_servers_answer_every_list_alike(full_house: House, mirrored: Mirror) -> None:
    mirrored()

    assert mirrored.warnings == []
    theirs, ours = everything(full_house.carol), everything(mirrored.person("carol"))
    assert _directory(mirrored.person("carol")) == _directory(full_house.carol)
    assert [name for name, answers in theirs.items() if not answers] == []
    for name in theirs:
        assert [json.loads(one) for one in ours[name]] == [json.loads(one) for one in theirs[name]], name


@pytest.mark.usefixtures("full_house")
def test_running_it_again_changes_nothing(mirrored: Mirror) -> None:
    mirrored()
    before = _changes(mirrored)

    assert changed(mirrored()) == []
    assert changed(mirrored(full=True)) == []
    assert _changes(mirrored) == before


def _directory(who: Person) -> list[Any]:
    """People, projects and issues, as Jira's side tells of them, but for when something was done to them."""
    users = who.http.get("/rest/api/3/users/search").json()
    projects = [who.http.get(f"/rest/api/3/project/{project['id']}").json() for project in who.http.get("/rest/api/3/project").json()]
    found = who.http.post("/rest/api/2/search", json={"jql": "ORDER BY id", "fields": ["*all", "-created", "-updated", "-worklog"]}).json()
    return [_without_own_ids(one) for one in (users, projects, found["issues"])]


def _without_own_ids(answer: Any) -> str:
    """Types, statuses and priorities have ids and pictures of each server's own."""
    return re.sub(r'"(iconUrl|avatarUrls|id)": ("[^"]*"|\d+|{[^}]*})', '"#": 0', json.dumps(answer))


def _changes(mirrored: Mirror) -> int:
    with mirrored.database.read() as db:
        return db.scalar(select(func.count()).select_from(changes)) or 0
