"""Registers the routes, tables and jobs of the audit log, webhooks and notifications."""

from typing import Any

from sqlalchemy import Table

from andante.kit.jobs import Job, JobContext, NoPayload
from andante.kit.server import Handler, handlers_in

from .audit import routes as audit_routes
from .feed import routes as feed_routes
from .notifications import delivery as notifications_delivery
from .notifications import routes as notifications_routes
from .notifications import store as notifications
from .undo import routes as undo_routes
from .undo import store as undo
from .webhooks import actions as webhooks_actions
from .webhooks import delivery as webhooks_delivery
from .webhooks import queries as webhooks_queries
from .webhooks import routes as webhooks_routes
from .webhooks import store as webhooks

ROUTES: list[Handler] = handlers_in(feed_routes, undo_routes, webhooks_routes, notifications_routes, audit_routes)
TABLES: list[Table] = [
    webhooks.subscriptions,
    webhooks.deliveries,
    webhooks.state,
    notifications.notifications,
    notifications.notification_settings,
    undo.undone_changes,
]


def _collect(context: JobContext, _: NoPayload) -> None:
    has_more = True
    while has_more and not context.stopping.is_set():
        with context.write() as call:
            has_more = webhooks_actions.collect(call)


def _delete_old(context: JobContext, _: NoPayload) -> None:
    with context.write() as call:
        webhooks_actions.delete_old_deliveries(call)


JOBS: list[Job[Any]] = [
    Job("webhooks.collect", NoPayload, _collect, every=600, wanted=webhooks_queries.has_unread_changes),
    Job("webhooks.deliver", NoPayload, webhooks_delivery.deliver, every=600, wanted=webhooks_queries.has_due_deliveries),
    Job("webhooks.delete_old", NoPayload, _delete_old, every=3600),
    Job("notifications.notify", NoPayload, notifications_delivery.notify, every=600),
    Job("notifications.delete_old", NoPayload, notifications_delivery.delete_old, every=3600),
]
