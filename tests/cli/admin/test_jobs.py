"""`andante admin jobs`."""

import json

from andante.kit import jobs
from andante.kit.database import Database
from andante.kit.jobs import Job, JobContext, NoPayload, Retry
from andante.kit.settings import Settings
from andante.kit.workers import Worker
from tests.cast import NOW

from .conftest import Run


def _fail(_: JobContext, __: NoPayload) -> None:
    raise OSError("no route to host")


FAILING = Job("send", NoPayload, _fail, retry=Retry(attempts=1))


def _failed(database: Database) -> None:
    with database.write() as db:
        jobs.enqueue(db, FAILING, NoPayload())
    Worker(database, Settings(), [FAILING]).run_pending()


def test_jobs_are_listed_with_their_last_error(run: Run, database: Database) -> None:
    _failed(database)

    headings, row = run("jobs", "list").splitlines()
    assert headings.split() == ["Id", "Kind", "State", "Attempts", "Next", "run", "Last", "error", "Finished"]
    assert row.split() == ["1", "send", "failed", "1", "OSError:", "no", "route", "to", "host", NOW]
    assert run("jobs", "list", "--state", "waiting") == ""
    (job,) = json.loads(run("jobs", "list", "--json"))
    assert job.items() >= {"id": 1, "kind": "send", "state": "failed", "last_error": "OSError: no route to host"}.items()
    assert run("jobs", "list", "--csv").splitlines()[0].split(",") == list(job)


def test_a_failed_job_is_run_again(run: Run, database: Database) -> None:
    _failed(database)

    assert run("jobs", "retry", "1") == "Job 1 runs again.\n"
    (job,) = json.loads(run("jobs", "list", "--json"))
    assert job.items() >= {"state": "waiting", "attempts": 0, "run_at": NOW, "finished_at": None}.items()


def test_a_job_that_has_not_failed_is_not_run_again(run: Run) -> None:
    assert run("jobs", "retry", "7", code=1) == "Job 7 hasn't failed, or doesn't exist.\n"
