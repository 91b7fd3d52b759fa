"""Manages webhook subscriptions and their deliveries. Only administrators may do this, because payloads contain everyone's data."""

from collections.abc import Iterable, Sequence
from secrets import token_hex, token_urlsafe
from uuid import uuid4

import msgspec
from msgspec.structs import replace

from andante.kit import changes
from andante.kit.call import SYSTEM, Call
from andante.kit.changes import Change
from andante.kit.clock import later
from andante.kit.db import lock
from andante.kit.errors import Conflict, Fault, FaultCode, Invalid, NotFound
from andante.kit.lookup import require_found
from andante.kit.networks import parse_networks
from andante.kit.paging import Paging

from . import rules, store
from .events import entities, events_of
from .rules import DELIVERED, FAILED, HANDSHAKE, HELD, WAITING, DeliveryRecord, DueDelivery, Outcome, SubscriptionRecord
from .wire import SubscriptionInput

CHANGES_PER_TRANSACTION = 500
SECRET_BYTES = 64
"""The text of a secret has twice as many characters."""


def list_all(call: Call) -> list[SubscriptionRecord]:
    """All subscriptions, oldest first."""
    call.require_administrator(to="see webhooks")
    return store.list_all(call.db)


def find(call: Call, id: str) -> SubscriptionRecord:
    call.require_administrator(to="see webhooks")
    found = store.by_id(call.db, id)
    if found is None:
        raise NotFound(f"Webhook subscription '{id}' not found")
    return found


def secrets_of(call: Call, records: Iterable[SubscriptionRecord]) -> dict[str, rules.Secrets]:
    """The secrets of subscriptions, by id."""
    call.require_administrator(to="see webhooks")
    return store.secrets_of(call.db, [record.id for record in records])


def subscribe(call: Call, input: SubscriptionInput) -> SubscriptionRecord:
    """Adds a subscription, which is inactive until its URL has passed the handshake."""
    _start_change(call, "subscribe to webhooks")
    allowed = parse_networks(call.settings.webhook_allowed_networks)
    if faults := rules.url_faults(input.url, allowed, allow_http=call.settings.webhook_allow_http):
        raise Invalid(*faults)
    existing = store.list_all(call.db)
    if any((record.url, record.event) == (input.url, input.event) for record in existing):
        raise Conflict(Fault("url", FaultCode.DUPLICATE, f"is already subscribed to {input.event}"))
    if len(existing) >= rules.MAX_SUBSCRIPTIONS:
        raise Invalid("", FaultCode.LIMIT_EXCEEDED, f"There can be at most {rules.MAX_SUBSCRIPTIONS} subscriptions: delete one first")
    added = SubscriptionRecord(
        str(uuid4()), input.event, input.url, input.name, input.description, False, None, None, None, call.write_time
    )
    store.add(call.db, added, token_hex(SECRET_BYTES))
    call.record_created(store.SUBSCRIPTION, [added])
    _request_handshake(call, added)
    return added


def unsubscribe(call: Call, id: str) -> None:
    """Deletes a subscription and its deliveries."""
    _start_change(call, "delete webhooks")
    removed = find(call, id)
    store.remove(call.db, id)
    call.record_deleted(store.SUBSCRIPTION, [removed])


def refresh(call: Call, id: str) -> None:
    """Requests a new handshake. When it succeeds, what was not delivered is sent."""
    _start_change(call, "refresh webhooks")
    _request_handshake(call, find(call, id))


def rotate_secret(call: Call, id: str) -> SubscriptionRecord:
    """Replaces the secret. The old one signs requests too for a day."""
    _start_change(call, "change the secrets of webhooks")
    before = find(call, id)
    store.rotate(call.db, id, call.write_time, token_hex(SECRET_BYTES))
    after = replace(before, rotated_at=call.write_time)
    call.record_updated(store.SUBSCRIPTION, [(before, after)])
    return after


def deliveries(call: Call, id: str, paging: Paging) -> list[DeliveryRecord]:
    """The requested page plus one row of the deliveries of a subscription, the newest first."""
    return store.page(call.db, find(call, id).id, paging)


def latest_deliveries(call: Call) -> dict[str, DeliveryRecord]:
    """The newest delivery of each subscription that has one, by subscription id."""
    call.require_administrator(to="see webhooks")
    return store.latest_deliveries(call.db)


def redeliver(call: Call, id: int) -> DeliveryRecord:
    """Sends an event again; if its subscription is inactive, as soon as it is active."""
    _start_change(call, "send webhooks again")
    delivery = require_found(store.delivery(call.db, id), "Delivery", id)
    can_send = delivery.event == HANDSHAKE or find(call, delivery.subscription_id).active
    after = replace(delivery, state=WAITING if can_send else HELD, attempts=0, next_at=call.now, finished_at=None)
    store.change_delivery(call.db, id, state=after.state, attempts=0, next_at=call.now, finished_at=None)
    return after


def redeliver_failed(call: Call, id: str) -> None:
    """Sends all events of a subscription again whose delivery failed; if it is inactive, as soon as it is active."""
    _start_change(call, "send webhooks again")
    state = WAITING if find(call, id).active else HELD
    store.change_state(call.db, id, [FAILED], state, attempts=0, next_at=call.now, finished_at=None)


def collect(call: Call) -> bool:
    """Turns the next changes into deliveries. False if no more changes are readable yet. Called by a job."""
    lock(call.db, "webhooks")
    receivers, position = _receivers(call), store.position(call.db)
    if not receivers or position == changes.START:
        store.move_to(call.db, changes.end(call.db))
        return False
    found, position = changes.read_after(call.db, position, CHANGES_PER_TRANSACTION, entities())
    muted = call.settings.webhook_mute_commands
    rows = [
        {"subscription_id": receiver.id, "event_id": id, "event": event.type, "body": body, "state": WAITING if receiver.active else HELD}
        for event in events_of(call, (change for change in found if not (muted and _is_of_command(change))))
        if event.type in receivers
        for id, body in [_body(event.type, event.payload)]
        for receiver in receivers[event.type]
    ]
    store.add_deliveries(call.db, rows, call.now)
    store.move_to(call.db, position)
    return len(found) == CHANGES_PER_TRANSACTION


def store_outcomes(call: Call, outcomes: Sequence[tuple[DueDelivery, Outcome]]) -> None:
    """Stores the results of attempts: a delivery is done, or it is repeated, or its subscription is switched off. Called by a job."""
    lock(call.db, "webhooks")
    current = store.deliveries_by_id(call.db, [due.delivery.id for due, _ in outcomes])
    for due, outcome in outcomes:
        delivery = current.get(due.delivery.id)
        if delivery and delivery.state == WAITING:  # otherwise it was deleted or held meanwhile
            _store_outcome(call, delivery, outcome)


def _store_outcome(call: Call, delivery: DeliveryRecord, outcome: Outcome) -> None:
    attempts = delivery.attempts + 1
    sent = {"attempts": attempts, "first_sent_at": delivery.first_sent_at or call.now, "status": outcome.status, "error": outcome.error}
    if outcome.error is None:
        store.change_delivery(call.db, delivery.id, **sent, state=DELIVERED, finished_at=call.now)
        if delivery.event == HANDSHAKE:
            _activate(call, find(call, delivery.subscription_id))
        return
    wait = rules.wait_after(attempts, outcome.retry_after)
    if wait is None or outcome.status == rules.GONE:
        store.change_delivery(call.db, delivery.id, **sent, state=FAILED, finished_at=call.now)
        _deactivate(call, find(call, delivery.subscription_id), outcome.error)
    else:
        store.change_delivery(call.db, delivery.id, **sent, next_at=later(call.now, wait))


def delete_old_deliveries(call: Call) -> None:
    """Deletes deliveries that were made a week ago, and those that failed a month ago. Called by a job."""
    store.delete_old(call.db, call.now)


def _start_change(call: Call, purpose: str) -> None:
    call.require_administrator(to=purpose)
    lock(call.db, "webhooks")


def _request_handshake(call: Call, subscription: SubscriptionRecord) -> None:
    store.remove_handshakes(call.db, subscription.id)
    row = {
        "subscription_id": subscription.id,
        "event_id": str(uuid4()),
        "event": HANDSHAKE,
        "body": token_urlsafe(32),
        "state": WAITING,
    }
    store.add_deliveries(call.db, [row], call.now)


def _activate(call: Call, subscription: SubscriptionRecord) -> None:
    if not _receivers(call):
        store.move_to(call.db, changes.end(call.db))  # the first one: earlier changes are not sent
    after = replace(subscription, active=True, activated_at=call.now, inactive_reason=None)
    store.change(call.db, subscription.id, call.now, active=True, activated_at=call.now, inactive_reason=None)
    store.change_state(call.db, subscription.id, [HELD, FAILED, WAITING], WAITING, attempts=0, next_at=call.now, finished_at=None)
    call.record_updated(store.SUBSCRIPTION, [(subscription, after)])


def _deactivate(call: Call, subscription: SubscriptionRecord, reason: str) -> None:
    store.change_state(call.db, subscription.id, [WAITING], HELD)
    if subscription.active:
        after = replace(subscription, active=False, inactive_reason=reason)
        store.change(call.db, subscription.id, call.now, active=False, inactive_reason=reason)
        call.record_updated(store.SUBSCRIPTION, [(subscription, after)])


def _receivers(call: Call) -> dict[str, list[SubscriptionRecord]]:
    """The subscriptions that have passed a handshake, by event."""
    receivers: dict[str, list[SubscriptionRecord]] = {}
    for record in store.list_all(call.db):
        if record.activated_at:
            receivers.setdefault(record.event, []).append(record)
    return receivers


def _is_of_command(change: Change) -> bool:
    return change.actor == SYSTEM.account_id and change.request_id is None


def _body(event: str, payload: object) -> tuple[str, str]:
    """A new event id, and the body of the event."""
    id = str(uuid4())
    return id, msgspec.json.encode({"eventId": id, "eventType": event, "payload": payload}).decode()
