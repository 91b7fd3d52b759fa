"""Reads and changes the caller's preferences."""

from andante.kit.call import Call
from andante.kit.changes import Action
from andante.kit.db import lock

from . import store
from .rules import DEFAULTS, PreferencesRecord


def mine(call: Call) -> PreferencesRecord:
    return store.of_user(call.db, call.me) or DEFAULTS


def change(call: Call, new: PreferencesRecord) -> PreferencesRecord:
    lock(call.db, "preferences", call.me)
    before = store.of_user(call.db, call.me)
    if new != (before or DEFAULTS):
        store.replace(call.db, call.me, new)
        call.record(store.PREFERENCES, call.me, Action.UPDATED if before else Action.CREATED, before=before, after=new)
    return new
