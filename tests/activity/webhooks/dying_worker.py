"""A worker that is killed after it has sent a webhook, before it stores the result: `python -m tests.activity.webhooks.dying_worker`."""

import os
import signal
from typing import Any

from andante.activity.webhooks import actions
from andante.kit.database import Database
from andante.kit.settings import from_environment
from andante.kit.workers import Worker
from andante.worker import JOBS


def _die(*_: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    actions.store_outcomes = _die  # type: ignore[assignment]
    settings = from_environment()
    Worker(Database(settings.database_url), settings, JOBS).run_pending()
