"""Handles the operations on webhooks."""

from andante.kit.call import Call
from andante.kit.paging import FIRST_PAGE, Paging
from andante.kit.server import handles
from andante.kit.wire import Page, Results

from . import actions, wire
from .rules import HANDSHAKE, HELD, WAITING, DeliveryRecord, Secrets, SubscriptionRecord
from .wire import ALL_SUBSCRIPTIONS, Subscription, SubscriptionInput, SubscriptionsPage, WebhookDelivery


@handles(wire.get_subscriptions)
def get_subscriptions(call: Call, page: SubscriptionsPage = ALL_SUBSCRIPTIONS) -> Results[Subscription]:
    found = actions.list_all(call)[page.offset : page.offset + page.limit]
    secrets = actions.secrets_of(call, found)
    return call.results(found, lambda call, record: render(call, record, secrets[record.id]))


@handles(wire.create_subscription)
def create_subscription(call: Call, body: SubscriptionInput) -> Subscription:
    return _render_one(call, actions.subscribe(call, body))


@handles(wire.get_subscription_by_id)
def get_subscription_by_id(call: Call, id: str) -> Subscription:
    return _render_one(call, actions.find(call, id))


@handles(wire.delete_subscription_by_id)
def delete_subscription_by_id(call: Call, id: str) -> None:
    actions.unsubscribe(call, id)


@handles(wire.refresh_subscription)
def refresh_subscription(call: Call, id: str) -> None:
    actions.refresh(call, id)


@handles(wire.get_webhook_deliveries)
def get_webhook_deliveries(call: Call, id: str, paging: Paging = FIRST_PAGE) -> Page[WebhookDelivery]:
    return call.page(paging, actions.deliveries(call, id, paging), _delivery, key=lambda delivery: (delivery.id,))


@handles(wire.redeliver_webhook)
def redeliver_webhook(call: Call, id: int) -> WebhookDelivery:
    return _delivery(call, actions.redeliver(call, id))


@handles(wire.redeliver_failed_webhooks)
def redeliver_failed_webhooks(call: Call, id: str) -> None:
    actions.redeliver_failed(call, id)


@handles(wire.rotate_webhook_secret)
def rotate_webhook_secret(call: Call, id: str) -> Subscription:
    return _render_one(call, actions.rotate_secret(call, id))


def render(call: Call, record: SubscriptionRecord, secrets: Secrets) -> Subscription:
    return Subscription(
        self_=call.link(wire.get_subscription_by_id, record.id),
        id=record.id,
        event=record.event,
        url=record.url,
        name=record.name,
        description=record.description,
        active=record.active,
        shared_secret=secrets.current,
        created_at=record.created_at,
        updated_at=secrets.updated_at,
    )


def _render_one(call: Call, record: SubscriptionRecord) -> Subscription:
    return render(call, record, actions.secrets_of(call, [record])[record.id])


def _delivery(_: Call, record: DeliveryRecord) -> WebhookDelivery:
    return WebhookDelivery(
        id=record.id,
        subscription_id=record.subscription_id,
        event_id=record.event_id,
        event_type=record.event,
        state=record.state,
        attempts=record.attempts,
        status=record.status,
        error=record.error,
        created_at=record.created_at,
        next_attempt_at=record.next_at if record.state in (WAITING, HELD) else None,
        finished_at=record.finished_at,
        body="" if record.event == HANDSHAKE else record.body,
    )
