"""Background jobs: adding, leasing, repeating and finishing them."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event
from typing import Any

import pytest
from msgspec import Struct
from sqlalchemy import select, true

from andante.kit import clock, jobs
from andante.kit.clock import later
from andante.kit.database import Database
from andante.kit.jobs import ClaimedJob, Job, JobContext, JobRow, LeaseLost, NoPayload, Retry, enqueue
from andante.kit.settings import Settings
from andante.kit.workers import THREADS, Worker
from tests.cast import NOW, StoppedClock

Runs = list[Any]
DAY = 86_400


class Greeting(Struct):
    name: str


class OutOfOrder(Exception):
    """What failing jobs raise."""


def worker(database: Database, *kinds: Job[Any]) -> Worker:
    return Worker(database, Settings(), kinds)


def recorder(runs: Runs, **options: Any) -> Job[Greeting]:
    """A job that records its payloads."""
    return Job("greet", Greeting, lambda _, payload: runs.append(payload.name), **options)


def failing(**options: Any) -> Job[Any]:
    def fail(*_: object) -> None:
        raise OutOfOrder("out of order")

    return Job("fail", NoPayload, fail, **options)


def add(database: Database, job: Job[Any], payload: Struct, **options: Any) -> None:
    with database.write() as db:
        enqueue(db, job, payload, **options)


def rows(database: Database) -> list[JobRow]:
    with database.read() as db:
        return jobs.list_all(db, None, 100)


def claim(database: Database, job: Job[Any], lease: str) -> ClaimedJob | None:
    with database.write() as db:
        return jobs.claim(db, jobs.due(db, [job]), lease)


def test_a_job_runs_once_with_its_payload(database: Database) -> None:
    runs: Runs = []
    job = recorder(runs)
    add(database, job, Greeting("Alice"))

    assert worker(database, job).run_pending() == 1
    assert worker(database, job).run_pending() == 0
    assert runs == ["Alice"]
    (row,) = rows(database)
    assert (row.state, row.attempts, row.created_at, row.finished_at) == ("done", 1, NOW, NOW)


def test_a_job_of_a_transaction_that_is_rolled_back_does_not_exist(database: Database) -> None:
    def add_and_fail() -> None:
        with database.write() as db:
            enqueue(db, recorder([]), Greeting("Alice"))
            raise OutOfOrder

    with pytest.raises(OutOfOrder):
        add_and_fail()

    assert rows(database) == []


def test_a_job_runs_at_its_time(database: Database, stopped_clock: StoppedClock) -> None:
    runs: Runs = []
    job = recorder(runs)
    add(database, job, Greeting("Alice"), run_at=later(clock.now(), 60))
    stopped_clock.advance(59)

    assert worker(database, job).run_pending() == 0
    stopped_clock.advance(1)
    assert worker(database, job).run_pending() == 1


def test_a_worker_leaves_jobs_of_unknown_kinds(database: Database) -> None:
    runs: Runs = []
    add(database, recorder(runs), Greeting("Alice"))

    assert worker(database, failing()).run_pending() == 0
    assert [row.state for row in rows(database)] == ["waiting"]


class TestKeys:
    def test_while_a_job_waits_no_other_with_its_key_is_added(self, database: Database) -> None:
        runs: Runs = []
        job = recorder(runs)
        for name in ("first", "second"):
            add(database, job, Greeting(name), key="a")
        add(database, job, Greeting("other key"), key="b")
        worker(database, job).run_pending()
        add(database, job, Greeting("third"), key="a")
        worker(database, job).run_pending()

        assert runs == ["first", "other key", "third"]

    def test_simultaneous_transactions_add_one(self, database: Database) -> None:
        job = recorder([])
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(lambda n: add(database, job, Greeting(str(n)), key="a"), range(8)))

        assert len(rows(database)) == 1

    def test_jobs_with_the_same_key_run_one_after_the_other(self, database: Database) -> None:
        job = recorder([])
        add(database, job, Greeting("first"), key="a")
        first = claim(database, job, "one")
        add(database, job, Greeting("second"), key="a")

        assert first is not None
        assert claim(database, job, "two") is None
        with database.write() as db:
            jobs.finish(db, job, first)
        second = claim(database, job, "two")
        assert second is not None
        assert second.payload == '{"name":"second"}'


class TestFailures:
    def test_a_job_that_fails_is_repeated_after_growing_waits_and_then_stays_visible(
        self, database: Database, stopped_clock: StoppedClock
    ) -> None:
        job = failing(retry=Retry(attempts=3, first_seconds=100))
        add(database, job, NoPayload())
        waits = []
        while (row := rows(database)[0]).state == "waiting":
            waits.append(clock.seconds_between(clock.now(), row.run_at))
            stopped_clock.advance(waits[-1])
            assert worker(database, job).run_pending() == 1

        assert waits[0] == 0
        assert 90 <= waits[1] <= 110
        assert 180 <= waits[2] <= 220
        assert (row.state, row.attempts, row.last_error) == ("failed", 3, "OutOfOrder: out of order")

    def test_a_failed_job_can_be_repeated(self, database: Database) -> None:
        job = failing(retry=Retry(attempts=1))
        add(database, job, NoPayload())
        worker(database, job).run_pending()
        with database.write() as db:
            assert jobs.retry(db, rows(database)[0].id)
            assert not jobs.retry(db, 999)

        assert worker(database, job).run_pending() == 1

    def test_a_payload_that_no_longer_fits_is_a_failure(self, database: Database) -> None:
        add(database, Job("greet", NoPayload, lambda *_: None), NoPayload())
        worker(database, recorder([], retry=Retry(attempts=1))).run_pending()

        assert "name" in (rows(database)[0].last_error or "")

    @pytest.mark.parametrize(("failures", "seconds"), [(1, 10), (2, 20), (4, 80), (9, 2560), (10, 3600), (5000, 3600)])
    def test_the_wait_doubles_up_to_an_hour(self, failures: int, seconds: int) -> None:
        assert seconds * 0.89 < Retry().wait(failures) < seconds * 1.11


class TestLeases:
    def test_the_job_of_a_worker_that_died_runs_again_when_its_lease_ends(self, database: Database, stopped_clock: StoppedClock) -> None:
        runs: Runs = []
        job = recorder(runs)
        add(database, job, Greeting("Alice"))
        assert claim(database, job, "killed")
        stopped_clock.advance(jobs.LEASE_SECONDS - 1)
        assert worker(database, job).run_pending() == 0
        stopped_clock.advance(1)

        assert worker(database, job).run_pending() == 1
        assert (runs, rows(database)[0].attempts) == (["Alice"], 2)

    def test_a_job_whose_workers_always_die_fails_in_the_end(self, database: Database, stopped_clock: StoppedClock) -> None:
        runs: Runs = []
        job = recorder(runs, retry=Retry(attempts=2))
        add(database, job, Greeting("Alice"))
        for lease in ("one", "two"):
            assert claim(database, job, lease)
            stopped_clock.advance(jobs.LEASE_SECONDS)
        worker(database, job).run_pending()

        assert runs == []
        assert (rows(database)[0].state, rows(database)[0].last_error) == (
            "failed",
            "The worker ended while it ran the job for the last time.",
        )

    def test_a_renewed_lease_does_not_end(self, database: Database, stopped_clock: StoppedClock) -> None:
        job = recorder([])
        add(database, job, Greeting("Alice"))
        claim(database, job, "alive")
        stopped_clock.advance(jobs.LEASE_SECONDS - 1)
        with database.write() as db:
            jobs.renew(db, ["alive"])
        stopped_clock.advance(jobs.LEASE_SECONDS - 1)

        assert claim(database, job, "other") is None

    def test_a_run_that_lost_its_lease_can_neither_write_nor_finish(self, database: Database, stopped_clock: StoppedClock) -> None:
        job = recorder([])
        add(database, job, Greeting("Alice"))
        stopped = claim(database, job, "stopped")
        stopped_clock.advance(jobs.LEASE_SECONDS)
        current = claim(database, job, "current")
        assert stopped is not None
        assert current is not None

        with pytest.raises(LeaseLost), JobContext(database, Settings(), stopped, Event()).write():
            pass
        with pytest.raises(LeaseLost), database.write() as db:
            jobs.finish(db, job, stopped, "too late")
        with database.write() as db:
            jobs.finish(db, job, current)
        assert [(row.state, row.last_error) for row in rows(database)] == [("done", None)]


class TestPeriodicJobs:
    def test_it_runs_again_after_its_interval(self, database: Database, stopped_clock: StoppedClock) -> None:
        runs: Runs = []
        job = Job("tick", NoPayload, lambda *_: runs.append(clock.now()), every=3600)
        for _ in range(3):
            worker(database, job).run_pending()
            stopped_clock.advance(1800)

        assert runs == [NOW, later(clock.Instant(NOW), 3600)]
        assert len(rows(database)) == 1

    def test_after_a_failure_it_is_repeated_earlier_and_never_given_up(self, database: Database, stopped_clock: StoppedClock) -> None:
        job = failing(every=DAY, retry=Retry(attempts=1, first_seconds=10, factor=1))
        for _ in range(3):
            assert worker(database, job).run_pending() == 1
            stopped_clock.advance(11)

        (row,) = rows(database)
        assert (row.state, row.attempts, row.last_error) == ("waiting", 3, "OutOfOrder: out of order")

    def test_several_workers_add_it_once(self, database: Database) -> None:
        job = Job("tick", NoPayload, lambda *_: None, every=3600)
        with ThreadPoolExecutor(4) as pool:
            ran = sum(pool.map(lambda _: worker(database, job).run_pending(), range(4)))

        assert (ran, len(rows(database))) == (1, 1)

    def test_a_shorter_interval_takes_effect_at_the_next_start(self, database: Database, stopped_clock: StoppedClock) -> None:
        runs: Runs = []
        for every in (DAY, 60):
            worker(database, Job("tick", NoPayload, lambda *_: runs.append(clock.now()), every=every)).run_pending()
        stopped_clock.advance(60)
        worker(database, Job("tick", NoPayload, lambda *_: runs.append(clock.now()), every=60)).run_pending()

        assert len(runs) == 2

    def test_it_runs_at_once_when_its_condition_is_true(self, database: Database) -> None:
        runs: Runs = []

        def greet(context: JobContext, _: NoPayload) -> None:
            runs.append("greeted")
            with context.write() as call:
                call.db.execute(jobs.jobs.delete().where(jobs.jobs.c.kind == "signal"))

        exists = select(jobs.jobs.c.id).where(jobs.jobs.c.kind == "signal").exists()
        job = Job("greet", NoPayload, greet, every=DAY, wanted=lambda _: exists)
        worker(database, job).run_pending()
        add(database, Job("signal", NoPayload, greet), NoPayload())

        assert worker(database, job).run_pending() == 1
        assert worker(database, job).run_pending() == 0

    def test_a_condition_comes_before_a_backlog_and_does_not_block_it_while_the_job_runs(self, database: Database) -> None:
        kinds: list[Job[Any]] = [recorder([]), Job("wanted", NoPayload, lambda *_: None, every=DAY, wanted=lambda _: true())]
        with database.write() as db:
            jobs.schedule(db, kinds)
            db.execute(jobs.jobs.update().values(run_at=later(clock.now(), DAY)))
        add(database, kinds[0], Greeting("first"))
        taken = []
        for lease in ("one", "two"):
            with database.write() as db:
                taken.append(jobs.claim(db, jobs.due(db, kinds), lease))

        assert [each.kind for each in taken if each] == ["wanted", "greet"]

    def test_after_a_failure_the_condition_does_not_skip_the_wait(self, database: Database) -> None:
        assert worker(database, failing(every=DAY, wanted=lambda _: true())).run_pending() == 1


def test_jobs_that_are_done_or_failed_are_deleted_after_a_time(database: Database, stopped_clock: StoppedClock) -> None:
    for job in (recorder([]), failing(retry=Retry(attempts=1))):
        add(database, job, Greeting("Alice"))
        worker(database, job).run_pending()
    stopped_clock.advance(14 * DAY - 1)
    worker(database, *jobs.JOBS).run_pending()
    assert [row.kind for row in rows(database)] == ["jobs.delete_finished", "fail", "greet"]
    stopped_clock.advance(3600)
    worker(database, *jobs.JOBS).run_pending()

    assert [row.kind for row in rows(database)] == ["jobs.delete_finished"]


@contextmanager
def running(*workers: Worker) -> Iterator[None]:
    with ThreadPoolExecutor(len(workers)) as pool:
        ends = [pool.submit(each.run, 10) for each in workers]
        try:
            yield
        finally:
            for each in workers:
                each.stop()
        assert all(end.result() for end in ends)


def test_several_workers_run_each_job_once_and_several_jobs_at_a_time(database: Database) -> None:
    runs: Runs = []
    enough, together = Event(), Event()

    def meet(_: JobContext, payload: Greeting) -> None:
        runs.append(payload.name)
        if len(runs) >= THREADS:
            together.set()
        assert together.wait(30)
        if len(runs) == 20:
            enough.set()

    job = Job("meet", Greeting, meet)
    for number in range(20):
        add(database, job, Greeting(str(number)))
    with running(worker(database, job), worker(database, job)):
        assert enough.wait(30)

    assert sorted(runs, key=int) == [str(number) for number in range(20)]
    assert {(row.state, row.attempts) for row in rows(database)} == {("done", 1)}


def test_a_stopping_worker_waits_for_its_jobs_and_tells_them(database: Database) -> None:
    started, told = Event(), Event()

    def wait(context: JobContext, _: NoPayload) -> None:
        started.set()
        assert context.stopping.wait(30)
        told.set()

    job = Job("wait", NoPayload, wait)
    add(database, job, NoPayload())
    with running(worker(database, job)):
        assert started.wait(30)

    assert told.is_set()
    assert rows(database)[0].state == "done"


def test_a_worker_continues_after_an_outage_of_the_database(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    ended = Event()
    job = Job("greet", NoPayload, lambda *_: ended.set())
    failures = iter([OSError("no disk")])
    original: Callable[..., Any] = jobs.due

    def due(*arguments: Any) -> Any:
        for failure in failures:
            raise failure
        return original(*arguments)

    monkeypatch.setattr(jobs, "due", due)
    monkeypatch.setattr("andante.kit.workers.OUTAGE_SECONDS", 0)
    add(database, job, NoPayload())
    with running(worker(database, job)):
        assert ended.wait(30)
