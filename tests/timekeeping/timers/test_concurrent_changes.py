"""Concurrent changes of a user's timer run one after the other."""

from andante.kit.call import Call
from andante.kit.database import Database
from andante.timekeeping.timers import actions as timers
from andante.timekeeping.timers.wire import TimerInput, TimerState, TimerStopInput
from tests.cast import Person
from tests.concurrency import concurrently

from .timers import current, start


def stops(call: Call) -> None:
    timers.stop(call, TimerStopInput())


def starts(call: Call) -> None:
    timers.start_or_change(call, TimerInput(issue_key="NORTH-2", was=TimerState()))


def changes(call: Call) -> None:
    timers.start_or_change(call, TimerInput(issue_key="NORTH-2", was=TimerState(started_at="2026-03-18T12:00:00Z")))


def test_two_concurrent_stops_log_the_time_once(database: Database, alice: Person) -> None:
    start(alice)

    assert sorted(concurrently(database, stops, stops)) == ["", "No timer is running"]
    assert len(alice.get("/worklogs").json()["results"]) == 1


def test_of_two_concurrent_starts_one_is_refused(database: Database, alice: Person) -> None:
    assert sorted(concurrently(database, starts, starts)) == ["", "A timer was started in the meantime."]
    assert current(alice)["issue"]["key"] == "NORTH-2"


def test_a_change_during_a_stop_does_not_start_a_timer(database: Database, alice: Person) -> None:
    start(alice)

    assert concurrently(database, stops, changes) == ["", "The timer was stopped or discarded in the meantime."]
    assert current(alice) is None
