"""Webhooks in the API: subscriptions to events, and the log of deliveries."""

from typing import Annotated, Literal

from msgspec import Meta

from andante.kit.operation import Group
from andante.kit.paging import FIRST_PAGE, Limit, Offset, Paging
from andante.kit.wire import Id, Key, Name, Page, Query, Results, Text, Wire, one_of
from andante.scopes import Scope

SUBSCRIPTIONS = Group("Subscription", view=Scope.WEBHOOKS_VIEW, manage=Scope.WEBHOOKS_MANAGE)
WEBHOOKS = Group("Webhooks", view=Scope.WEBHOOKS_VIEW, manage=Scope.WEBHOOKS_MANAGE)

Event = Literal[
    "worklog.created",
    "worklog.updated",
    "worklog.deleted",
    "plan.created",
    "plan.updated",
    "plan.deleted",
    "flexplan.created",
    "flexplan.updated",
    "flexplan.deleted",
    "team.memberships.created",
    "team.memberships.updated",
    "team.memberships.deleted",
    "team.created",
    "team.updated",
    "team.deleted",
    "workload.scheme.created",
    "workload.scheme.updated",
    "workload.scheme.deleted",
    "workload.scheme.users.moved",
    "users.working.days.updated",
    "holiday.created",
    "holiday.updated",
    "holiday.deleted",
    "holiday.scheme.created",
    "holiday.scheme.updated",
    "holiday.scheme.deleted",
    "holiday.scheme.move.members.between.schemes",
    "plan.issue.sync.config.updated",
    # not part of Tempo's API
    "timesheet.submitted",
    "timesheet.approved",
    "timesheet.rejected",
    "timesheet.recalled",
    "timesheet.reopened",
    "account.created",
    "account.updated",
    "account.deleted",
]


class SubscriptionsPage(Query, frozen=True):
    """A part of the list of subscriptions. All of them fit into one page."""

    offset: Offset = 0
    limit: Limit = 50


ALL_SUBSCRIPTIONS = SubscriptionsPage()


class SubscriptionInput(Wire, kw_only=True):
    """`url` starts with `https://` and contains no user name or password."""

    event: Event
    url: Annotated[str, Meta(min_length=1, max_length=2000)]
    name: Name | None = None
    description: Text | None = None


class Subscription(Wire, kw_only=True):
    """`active` is false until the URL has passed the handshake, and after deliveries have failed for a day. `sharedSecret` is the key
    of the signatures."""

    self_: str
    id: str
    event: str
    url: str
    name: str | None = None
    description: str | None = None
    active: bool
    shared_secret: str
    created_at: str
    updated_at: str


class WebhookDelivery(Wire, kw_only=True):
    """An event for a subscription. HELD deliveries wait until the subscription is active again. `status` and `error` are the result of the
    last attempt, and `nextAttemptAt` the time of the next one. `body` is the text of the request; empty for the handshake."""

    id: int
    subscription_id: str
    event_id: str
    event_type: str
    state: Annotated[str, one_of("WAITING", "HELD", "DELIVERED", "FAILED")]
    attempts: int
    status: int | None = None
    error: str | None = None
    created_at: str
    next_attempt_at: str | None = None
    finished_at: str | None = None
    body: str


@SUBSCRIPTIONS.reads("GET", "/4/webhooks/subscriptions")
def get_subscriptions(page: SubscriptionsPage = ALL_SUBSCRIPTIONS) -> Results[Subscription]:
    """Retrieve all webhook subscriptions."""


@SUBSCRIPTIONS.writes("POST", "/4/webhooks/subscriptions", refuses=(400, 409))
def create_subscription(body: SubscriptionInput) -> Subscription:
    """Subscribe a URL to an event.

    The server first sends `GET url?randomString=…`, which must be answered with this text. Then the subscription is active."""


@SUBSCRIPTIONS.reads("GET", "/4/webhooks/subscriptions/{id}")
def get_subscription_by_id(id: Key) -> Subscription:
    """Retrieve a webhook subscription."""


@SUBSCRIPTIONS.writes("DELETE", "/4/webhooks/subscriptions/{id}")
def delete_subscription_by_id(id: Key) -> None:
    """Delete a webhook subscription."""


@SUBSCRIPTIONS.writes("PATCH", "/4/webhooks/subscriptions/{id}/refresh")
def refresh_subscription(id: Key) -> None:
    """Make a webhook subscription active again.

    Repeats the handshake, and then sends the events of the last 7 days that weren't delivered."""


@WEBHOOKS.reads("GET", "/4-andante/webhooks/subscriptions/{id}/deliveries")
def get_webhook_deliveries(id: Key, paging: Paging = FIRST_PAGE) -> Page[WebhookDelivery]:
    """Retrieve the deliveries of a webhook subscription, the newest first."""


@WEBHOOKS.writes("POST", "/4-andante/webhooks/deliveries/{id}/redeliver")
def redeliver_webhook(id: Id) -> WebhookDelivery:
    """Send an event again, whether it was delivered or not.

    If its subscription is inactive, the event is sent after a refresh."""


@WEBHOOKS.writes("POST", "/4-andante/webhooks/subscriptions/{id}/redeliver")
def redeliver_failed_webhooks(id: Key) -> None:
    """Send all events of a webhook subscription again whose delivery failed."""


@WEBHOOKS.writes("POST", "/4-andante/webhooks/subscriptions/{id}/rotate-secret")
def rotate_webhook_secret(id: Key) -> Subscription:
    """Replace the secret of a webhook subscription.

    For 24 hours, requests are signed with the old one too."""
