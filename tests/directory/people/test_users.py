"""Users, their names and properties."""

import pytest

from andante.directory.people import actions as people
from andante.directory.people import queries as people_queries
from andante.directory.people.wire import UserChange, UserInput, UserProperty
from andante.kit.call import Call
from andante.kit.errors import Invalid, NotFound
from andante.kit.paging import FIRST_PAGE
from tests.cast import ACCOUNT_IDS


def test_a_user_has_a_user_name_and_a_staff_id(call: Call) -> None:
    user = people.add(call, UserInput(display_name="Gina", name="gina", staff_id="4711"))

    assert (user.name, user.staff_id) == ("gina", "4711")
    assert people_queries.look_up(call, "gina") == people_queries.find(call, user.account_id) == user
    assert people.change(call, user.account_id, UserChange(staff_id="4712")).name == "gina"


def test_a_user_name_belongs_to_one_user(call: Call) -> None:
    people.change(call, ACCOUNT_IDS["alice"], UserChange(name="asmith"))

    with pytest.raises(Invalid, match="The user name 'asmith' already belongs to the user '712020:alice'"):
        people.change(call, ACCOUNT_IDS["bob"], UserChange(name="asmith"))
    with pytest.raises(Invalid, match="The user name 'asmith' already belongs"):
        people.add(call, UserInput(display_name="Gina", name="asmith"))


def test_users_are_found_by_name_and_several_may_share_a_display_name(call: Call) -> None:
    twin = people.add(call, UserInput(display_name="Alice"))
    named = people.add(call, UserInput(display_name="alice@example.com"))

    found = people_queries.by_names(call, ["Alice", "alice@example.com", ACCOUNT_IDS["bob"], "unknown"])

    assert {user.account_id for user in found["Alice"]} == {ACCOUNT_IDS["alice"], twin.account_id}
    assert [user.account_id for user in found["alice@example.com"]] == [ACCOUNT_IDS["alice"]] != [named.account_id]
    assert [user.account_id for user in found[ACCOUNT_IDS["bob"]]] == [ACCOUNT_IDS["bob"]]
    assert "unknown" not in found


def test_a_search_ignores_case(call: Call) -> None:
    user = people.add(call, UserInput(display_name="Örjan Ångström"))

    assert people_queries.search(call, "ÅNG", FIRST_PAGE) == [user]


def test_properties_are_set_replaced_and_deleted(call: Call) -> None:
    alice, bob = ACCOUNT_IDS["alice"], ACCOUNT_IDS["bob"]
    for property in (
        UserProperty("cost center", "10"),
        UserProperty("union", "yes"),
        UserProperty("cost center", "20"),
        UserProperty("union"),
    ):
        people.set_property(call, alice, property)
    people.set_property(call, bob, UserProperty("cost center", "30"))

    assert people_queries.properties(call, [alice, bob]) == {alice: {"cost center": "20"}, bob: {"cost center": "30"}}
    with pytest.raises(NotFound):
        people.set_property(call, "unknown", UserProperty("a", "b"))
