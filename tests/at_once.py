"""Several people act at the same time."""

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
PATIENCE_SECONDS = 30
BLOCKED_SECONDS = 0.2
"""Whoever has not acted by then waits for somebody who acted before."""

ALICE, BOB, CAROL = (ACCOUNT_IDS[name] for name in ("alice", "bob", "carol"))


def as_(account_id: str, act: Act) -> Act:
    """Somebody does something."""
    grants = Grants(administrator=account_id == CAROL)
    return lambda call: act(Call(call.db, Caller(account_id, grants=grants), call.now))


def carry_out(database: Database, act: Act) -> Any:
    with database.write() as db:
        return act(Call(db, Caller(ALICE), clock.now()))


def at_once(database: Database, *acts: Act) -> list[str]:
    """Begins each before the one before has committed. Gives of each the words with which it was refused, or none."""
    outcomes = [""] * len(acts)
    acted = [threading.Event() for _ in acts]
    all_began = threading.Event()

    def run(number: int) -> None:
        own = Database(database.url.render_as_string(hide_password=False))
        try:
            with own.write() as db:
                acts[number](Call(db, Caller(ALICE), clock.now()))
                acted[number].set()
                all_began.wait(PATIENCE_SECONDS)
        except Refusal as refusal:
            outcomes[number] = str(refusal)
        finally:
            acted[number].set()
            own.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(acts))]
    for number, thread in enumerate(threads):
        thread.start()
        acted[number].wait(BLOCKED_SECONDS if number else PATIENCE_SECONDS)
    all_began.set()
    for thread in threads:
        thread.join(PATIENCE_SECONDS)
        assert not thread.is_alive()
    return outcomes
