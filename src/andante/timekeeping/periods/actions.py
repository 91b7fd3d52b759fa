"""What one may ask about periods, as they are configured now, and the locks that lie on them."""

import datetime as dt
from collections.abc import Iterable, Sequence

from andante.kit.call import Call
from andante.kit.clock import check_range, check_span
from andante.timekeeping.configuration import actions as configuration

from . import rules, store
from .rules import Lock, Period


def touching(call: Call, start: dt.date, end: dt.date) -> list[Period]:
    """The periods that a range touches, oldest first."""
    check_span(start, end)
    return rules.touching(start, end, configuration.current(call))


def containing(call: Call, day: dt.date) -> Period:
    return rules.containing(day, configuration.current(call))


def exactly(call: Call, start: dt.date, end: dt.date | None) -> Period:
    """The period that a range is, or that contains `start` where no end is given; Invalid otherwise."""
    check_range(start, end)
    return rules.exactly(start, end, configuration.current(call))


def locks(call: Call, pairs: Iterable[tuple[str, dt.date]]) -> dict[tuple[str, dt.date], Lock]:
    """The locks that lie on these days of people: one question, however many. No further ones come until the transaction
    ends, so that what is not locked now can be written."""
    asked = sorted(set(pairs))
    if not asked:
        return {}
    people, days = {person for person, _ in asked}, [day for _, day in asked]
    store.keep_from_locking(call.db, people)
    return rules.locked(asked, store.locks_on(call.db, people, min(days), max(days)))


def queue_to_lock(call: Call, account_id: str) -> None:
    """Waits until nobody writes work of this person or locks a period of theirs, and keeps others from both."""
    store.queue_to_lock(call.db, [account_id])


def lock(call: Call, account_id: str, period: Period, state: str) -> None:
    """Whoever locks answers for it, and records it; `state` says why: IN_REVIEW or APPROVED."""
    store.set_lock(call.db, account_id, period, state)


def relock(call: Call, locks: Sequence[Lock], *, open: str) -> None:
    """The same for many periods, each of which is locked, or free where its state is `open`. Waits for whoever writes work of
    their people."""
    store.queue_to_lock(call.db, {lock.account_id for lock in locks})
    store.remove_locks(call.db, locks)
    store.add_locks(call.db, [lock for lock in locks if lock.state != open])


def unlock(call: Call, account_id: str, period: Period) -> None:
    store.remove_lock(call.db, account_id, period)
