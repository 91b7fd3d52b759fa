"""Runs actions of several users at the same time, each in its own transaction."""

import threading
import time
from collections.abc import Callable
from typing import Any

from sqlalchemy import literal, select, text

from andante.kit import clock
from andante.kit.call import Call, Caller
from andante.kit.database import Database
from andante.kit.errors import Refusal
from andante.kit.grants import Grants
from andante.sql.write_lock import WAITING

from .cast import ACCOUNT_IDS

Act = Callable[[Call], Any]
TIMEOUT_SECONDS = 30
CHECK_SECONDS = 0.005
"""How often to look whether an action waits for an earlier one."""

_flushed = select(literal(1))
"""Its result is needed, so the statements before it have run, too: on PostgreSQL they may still be on their way."""

_blocked = text("SELECT count(DISTINCT pid) FROM pg_locks WHERE NOT granted")  # each test process has its own server

ALICE, BOB, CAROL = (ACCOUNT_IDS[name] for name in ("alice", "bob", "carol"))


def as_user(account_id: str, action: Act) -> Act:
    """The action with this user as its caller. Carol is an administrator."""
    grants = Grants(administrator=account_id == CAROL)
    return lambda call: action(Call(call.db, Caller(account_id, grants=grants), call.now))


def run_action(database: Database, action: Act) -> Any:
    with database.write() as db:
        return action(Call(db, Caller(ALICE), clock.now()))


def concurrently(database: Database, *actions: Act) -> list[str]:
    """Starts each action before the previous one has committed. Returns the message of each refusal; an empty text if an action was
    not refused."""
    outcomes = [""] * len(actions)
    finished = [threading.Event() for _ in actions]
    all_started = threading.Event()

    def run(number: int) -> None:
        separate = Database(database.url.render_as_string(hide_password=False))
        try:
            with separate.write() as db:
                actions[number](Call(db, Caller(ALICE), clock.now()))
                db.scalar(_flushed)
                finished[number].set()
                all_started.wait(TIMEOUT_SECONDS)
        except Refusal as refusal:
            outcomes[number] = str(refusal)
        finally:
            finished[number].set()
            separate.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(actions))]
    for number, thread in enumerate(threads):
        thread.start()
        _wait_until_finished_or_blocked(database, finished[: number + 1])
    all_started.set()
    for thread in threads:
        thread.join(TIMEOUT_SECONDS)
        assert not thread.is_alive()
    return outcomes


def _wait_until_finished_or_blocked(database: Database, finished: list[threading.Event]) -> None:
    """Waits until the last action has finished, or waits for a lock like all others that haven't."""
    until = time.monotonic() + TIMEOUT_SECONDS
    while not finished[-1].wait(CHECK_SECONDS) and _blocked_actions(database) < sum(not event.is_set() for event in finished):
        assert time.monotonic() < until, "the action neither finishes nor waits for a lock"


def _blocked_actions(database: Database) -> int:
    if database.sqlite:
        return sum(thread.name == WAITING for thread in threading.enumerate())
    with database.read() as db:
        return int(db.scalar(_blocked) or 0)
