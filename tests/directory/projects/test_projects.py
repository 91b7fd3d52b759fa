"""Projects, versions and components."""

import pytest

from andante.directory.projects import actions as projects
from andante.directory.projects import queries as projects_queries
from andante.directory.projects.wire import ComponentInput, ProjectChange, ProjectInput, VersionInput
from andante.kit.call import Call
from andante.kit.errors import Invalid
from tests.cast import ACCOUNT_IDS, NORTH, SOUTH


def test_a_project_has_a_lead_and_a_category(call: Call) -> None:
    project = projects.add(call, ProjectInput(key="WEST", name="West", category="Clients", lead="bob@example.com"))
    other = projects.change(call, "NORTH", ProjectChange(category="CLIENTS", name="Northern"))

    assert project.lead_id == ACCOUNT_IDS["bob"]
    assert project.category_id == other.category_id
    assert [category.name for category in projects_queries.categories(call)] == ["Clients"]
    assert projects_queries.find(call, "NORTH") == projects_queries.find(call, NORTH) == other


def test_a_version_without_a_sequence_is_scheduled_last(call: Call) -> None:
    for name, sequence in (("1.0", None), ("2.0", None), ("0.9", 0)):
        projects.add_version(call, VersionInput(project="NORTH", name=name, sequence=sequence))

    assert [(version.name, version.sequence) for version in projects_queries.versions_of(call, [NORTH])] == [
        ("0.9", 0),
        ("1.0", 1),
        ("2.0", 2),
    ]


def test_names_are_unique_in_a_project_only(call: Call) -> None:
    for project in ("NORTH", "SOUTH"):
        projects.add_version(call, VersionInput(project=project, name="1.0"))
        projects.add_component(call, ComponentInput(project=project, name="Import"))

    with pytest.raises(Invalid, match=r"A version '1\.0' already exists in NORTH"):
        projects.add_version(call, VersionInput(project="NORTH", name="1.0"))
    with pytest.raises(Invalid, match="A component 'Import' already exists in NORTH"):
        projects.add_component(call, ComponentInput(project="NORTH", name="Import"))
    with pytest.raises(Invalid, match="'project' names the project 'NIX', which does not exist"):
        projects.add_component(call, ComponentInput(project="NIX", name="Import"))
    assert len(projects_queries.components_of(call, [NORTH, SOUTH])) == 2


def test_ids_from_jira_are_kept(call: Call) -> None:
    version = projects.add_version(call, VersionInput(id=77, project="NORTH", name="1.0"))

    assert (version.id, projects_queries.versions_named(call, [77])) == (77, [version])
    with pytest.raises(Invalid, match="A version with the id 77 already exists"):
        projects.add_version(call, VersionInput(id=77, project="NORTH", name="2.0"))
