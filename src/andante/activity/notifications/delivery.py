"""The jobs that notify users, and that delete old notifications."""

from andante.kit.batches import batched
from andante.kit.jobs import JobContext, NoPayload

from . import actions, queries
from .queries import Situation
from .rules import is_quiet

BATCH = 100
"""The number of users in a transaction."""


def notify(context: JobContext, _: NoPayload) -> None:
    """Stores new notifications and puts due mails into the queue. A user's notifications and the mail about them are stored in one
    transaction, so the job can be killed at any point and run again. Users in their quiet hours are left for a later run."""
    with context.read() as call:
        situation = Situation(call)
        found = actions.find(situation)
        concerned = {*found, *queries.with_due_mail(call)}
    recipients = [situation.recipients[id] for id in sorted(concerned & situation.recipients.keys())]
    for batch in batched((user for user in recipients if not is_quiet(user.local(situation.call.now))), BATCH):
        if context.stopping.is_set():
            return
        with context.write() as call:
            actions.notify(call, batch, found)


def delete_old(context: JobContext, _: NoPayload) -> None:
    with context.write() as call:
        actions.delete_old(call)
