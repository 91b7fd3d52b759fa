"""Finds the permissions of users, without a permission check."""

from andante.kit.call import Call

from . import store


def is_administrator(call: Call, account_id: str) -> bool:
    return store.is_administrator(call.db, account_id)
