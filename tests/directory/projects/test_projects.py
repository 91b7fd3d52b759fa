"""Projects, versions and components."""

import pytest

from andante.directory.projects import actions as projects
from andante.directory.projects.wire import ComponentInput, ProjectChange, ProjectInput, VersionInput
from andante.kit.call import Call
from andante.kit.errors import Invalid
from tests.cast import ACCOUNT_IDS, NORTH, SOUTH


def test_a_project_has_a_lead_and_a_category(call: Call) -> None:
    project = projects.add(call, ProjectInput(key="WEST", name="West", category="Clients", lead="bob@example.com"))
    other = projects.change(call, "NORTH", ProjectChange(category="CLIENTS", name="Northern"))

    assert project.lead_id == ACCOUNT_IDS["bob"]
    assert project.category_id == other.category_id
    assert [category.name for category in projects.categories(call)] == ["Clients"]
    assert projects.find(call, "NORTH") == projects.find(call, NORTH) == other


def test_versions_are_scheduled_one_after_the_other_unless_told(call: Call) -> None:
    for name, sequence in (("1.0", None), ("2.0", None), ("0.9", 0)):
        projects.add_version(call, VersionInput(project="NORTH", name=name, sequence=sequence))

    assert [(version.name, version.sequence) for version in projects.versions_of(call, [NORTH])] == [("0.9", 0), ("1.0", 1), ("2.0", 2)]


def test_names_are_taken_once_in_a_project_and_again_in_another(call: Call) -> None:
    for project in ("NORTH", "SOUTH"):
        projects.add_version(call, VersionInput(project=project, name="1.0"))
        projects.add_component(call, ComponentInput(project=project, name="Import"))

    with pytest.raises(Invalid, match=r"There is a version '1\.0' in NORTH"):
        projects.add_version(call, VersionInput(project="NORTH", name="1.0"))
    with pytest.raises(Invalid, match="There is a component 'Import' in NORTH"):
        projects.add_component(call, ComponentInput(project="NORTH", name="Import"))
    with pytest.raises(Invalid, match="'project' names the project 'NIX', which does not exist"):
        projects.add_component(call, ComponentInput(project="NIX", name="Import"))
    assert len(projects.components_of(call, [NORTH, SOUTH])) == 2


def test_ids_from_jira_are_kept(call: Call) -> None:
    version = projects.add_version(call, VersionInput(id=77, project="NORTH", name="1.0"))

    assert (version.id, projects.versions_named(call, [77])) == (77, [version])
    with pytest.raises(Invalid, match="one with the id 77"):
        projects.add_version(call, VersionInput(id=77, project="NORTH", name="2.0"))
