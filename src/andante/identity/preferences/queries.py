"""Reads the preferences of users for other domains."""

from andante.kit.call import Call

from . import store
from .rules import DEFAULTS, PreferencesRecord


def of_user(call: Call, account_id: str) -> PreferencesRecord:
    return store.of_user(call.db, account_id) or DEFAULTS
