"""`andante jobs`: lists background jobs, and repeats failed ones."""

from typing import Annotated, Literal

import msgspec
import typer

from andante.kit import jobs as queue
from andante.kit.jobs import JobRow

from .session import read_transaction, stop, write_transaction

jobs = typer.Typer(no_args_is_help=True, help="List background jobs, and repeat failed ones.")


@jobs.command("list")
def list_jobs(
    state: Annotated[Literal["waiting", "running", "done", "failed"] | None, typer.Option(help="Only jobs in this state.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="At most this many jobs.")] = 100,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List jobs: id, kind, state, attempts, next run, last error. Unfinished jobs come first, then the newest."""
    with read_transaction() as call:
        found = queue.list_all(call.db, state, limit)
    if json:
        typer.echo(msgspec.json.format(msgspec.json.encode(found), indent=2).decode())
        return
    for job in found:
        typer.echo("\t".join([str(job.id), job.kind, job.state, f"{job.attempts} attempts", _time(job), job.last_error or ""]).rstrip())


def _time(job: JobRow) -> str:
    if job.finished_at:
        return f"finished {job.finished_at}"
    return "running now" if job.state == queue.RUNNING else f"next run {job.run_at}"


@jobs.command("retry")
def retry(id: int) -> None:
    """Run a job again that failed, or run a job now that waits after a failure."""
    with write_transaction() as call:
        if not queue.retry(call.db, id):
            raise stop(f"Job {id} hasn't failed, or doesn't exist.")
    typer.echo(f"Job {id} runs again.")
