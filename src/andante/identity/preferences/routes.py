"""Handles the operations for preferences."""

from msgspec.structs import asdict

from andante.kit.call import Call
from andante.kit.server import handles

from . import actions, wire
from .rules import PreferencesRecord
from .wire import Preferences, PreferencesInput


@handles(wire.get_preferences)
def get_preferences(call: Call) -> Preferences:
    return _render(actions.mine(call))


@handles(wire.update_preferences)
def update_preferences(call: Call, body: PreferencesInput) -> Preferences:
    return _render(actions.change(call, PreferencesRecord(**asdict(body))))


def _render(preferences: PreferencesRecord) -> Preferences:
    return Preferences(**asdict(preferences))
