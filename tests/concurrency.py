"""Runs actions of several users at the same time, each in its own transaction."""

import threading
from collections.abc import Callable
from typing import Any

from andante.kit import clock
from andante.kit.call import Call, Caller
from andante.kit.database import Database
from andante.kit.errors import Refusal
from andante.kit.grants import Grants

from .cast import ACCOUNT_IDS

Act = Callable[[Call], Any]
TIMEOUT_SECONDS = 30
BLOCKED_SECONDS = 0.2
"""An action that takes longer is blocked by an earlier one."""

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
        finished[number].wait(BLOCKED_SECONDS if number else TIMEOUT_SECONDS)
    all_started.set()
    for thread in threads:
        thread.join(TIMEOUT_SECONDS)
        assert not thread.is_alive()
    return outcomes
