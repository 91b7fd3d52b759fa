"""A background job that kills its worker at a chosen point. `python -m tests.end_to_end.dying_job POINT` runs it."""

import os
import signal
import sys
from typing import Any

from andante.kit.database import Database
from andante.kit.jobs import Job, JobContext, NoPayload, enqueue
from andante.kit.settings import Settings
from andante.kit.workers import Worker

POINTS = ("before the work", "in its transaction", "before the end is stored")
EFFECT: Job[Any] = Job("effect", NoPayload, lambda *_: None)
"""What the dying job adds, so that its runs can be counted."""


def dying_job(dies_at: str) -> Job[Any]:
    def at(point: str) -> None:
        if point == dies_at:
            os.kill(os.getpid(), signal.SIGKILL)

    def work(context: JobContext, _: NoPayload) -> None:
        at("before the work")
        with context.write() as call:
            enqueue(call.db, EFFECT, NoPayload())
            at("in its transaction")
        at("before the end is stored")

    return Job("dying", NoPayload, work)


if __name__ == "__main__":
    Worker(Database(os.environ["ANDANTE_DATABASE_URL"]), Settings(), [dying_job(sys.argv[1])]).run_pending()
