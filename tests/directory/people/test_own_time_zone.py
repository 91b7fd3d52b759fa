"""Users change their own time zone."""

import pytest
from msgspec.structs import replace

from andante.directory.people import actions, queries
from andante.kit.call import Call, Caller
from andante.kit.errors import Invalid
from tests.cast import Person


def test_a_user_changes_the_own_time_zone(call: Call, alice: Person) -> None:
    before = queries.find(call, alice.id)
    own_call = replace(call, caller=Caller(alice.id))

    assert actions.change_own_time_zone(own_call, "America/New_York") == replace(before, time_zone="America/New_York")
    assert queries.find(call, alice.id).time_zone == "America/New_York"


def test_an_unknown_time_zone_is_refused(call: Call, alice: Person) -> None:
    with pytest.raises(Invalid, match="must be the name of a time zone"):
        actions.change_own_time_zone(replace(call, caller=Caller(alice.id)), "Europe/Nowhere")
