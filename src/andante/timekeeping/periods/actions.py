"""Locks and unlocks periods of users. Callers check permissions and record the change."""

from collections.abc import Collection, Sequence

from andante.kit.call import Call

from . import store
from .rules import Period, PeriodLock


def lock_user(call: Call, account_id: str) -> None:
    """Like `lock_users`, for one user."""
    lock_users(call, [account_id])


def lock_users(call: Call, account_ids: Collection[str]) -> None:
    """Waits until no other transaction writes worklogs of these users or locks their periods, and prevents both until this
    transaction ends. This is a lock of the database; `lock_period` closes a period."""
    store.lock_users(call.db, account_ids)


def lock_period(call: Call, account_id: str, period: Period, state: str) -> None:
    """Locks a period, or changes the state of its lock: IN_REVIEW or APPROVED."""
    store.set_lock(call.db, account_id, period, state)


def replace_locks(call: Call, locks: Sequence[PeriodLock], *, unlocked_state: str) -> None:
    """Replaces the locks of these periods. For a lock with the state `unlocked_state`, the period is unlocked instead."""
    lock_users(call, {lock.account_id for lock in locks})
    store.remove_locks(call.db, locks)
    store.add_locks(call.db, [lock for lock in locks if lock.state != unlocked_state])


def unlock_period(call: Call, account_id: str, period: Period) -> None:
    store.remove_lock(call.db, account_id, period)
