"""`andante admin jobs`: lists background jobs, and repeats failed ones."""

from typing import Annotated, Literal

import typer
from msgspec.structs import asdict

from andante.cli.user.output import Output
from andante.kit import jobs as queue

from .printing import listing, table
from .session import read_transaction, stop, write_transaction

jobs = typer.Typer(no_args_is_help=True, help="List background jobs, and repeat failed ones.")
TITLES = {
    "id": "Id",
    "kind": "Kind",
    "key": "Key",
    "state": "State",
    "attempts": "Attempts",
    "run_at": "Next run",
    "last_error": "Last error",
    "created_at": "Created",
    "finished_at": "Finished",
}
"""The fields of a JobRow. A job that is done or failed has no next run."""


@jobs.command("list")
@listing
def list_jobs(
    state: Annotated[Literal["waiting", "running", "done", "failed"] | None, typer.Option(help="Only jobs in this state.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="At most this many jobs.")] = 100,
) -> Output:
    """List jobs. Unfinished jobs come first, then the newest."""
    with read_transaction() as call:
        found = queue.list_all(call.db, state, limit)
    rows = [tuple((asdict(job) | ({"run_at": None} if job.finished_at else {})).values()) for job in found]
    return table(TITLES, rows, nothing="There are no jobs.", only_for_programs=["key", "created_at"])


@jobs.command("retry")
def retry(id: int) -> None:
    """Run a job again that failed, or run a job now that waits after a failure."""
    with write_transaction() as call:
        if not queue.retry(call.db, id):
            raise stop(f"Job {id} hasn't failed, or doesn't exist.")
    typer.echo(f"Job {id} runs again.")
