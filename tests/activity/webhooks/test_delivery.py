"""Deliveries of webhooks to receivers that work: signatures, order, the log, and redelivery."""

import base64
import hmac
import json
from functools import partial

import pytest
from msgspec.structs import replace

from andante.activity.webhooks import store
from andante.client import InvalidSignature, verify_webhook
from andante.kit.call import SYSTEM
from andante.kit.changes import START
from andante.kit.database import Access, Database
from andante.timekeeping.worklogs import actions as worklogs
from tests.cast import NOW, Company, Person, StoppedClock
from tests.change_log import records
from tests.databases import Server

from .conftest import SETTINGS, Receiver, Webhooks

NOON = 1773835200
"""The time of the tests, in seconds since 1970."""


def test_an_event_is_delivered_with_both_kinds_of_signatures(webhooks: Webhooks, receiver: Receiver, alice: Person) -> None:
    subscription = webhooks.subscribe("worklog.created", receiver.url())
    worklog = alice.logs()
    webhooks.run()

    (request,) = receiver.requests()
    body, headers, secret = request["body"].encode(), request["headers"], subscription["sharedSecret"]
    assert (subscription["active"], len(secret)) == (True, 128)
    assert headers["Content-Type"] == "application/json"
    assert headers["Tempo-Timestamp"] == "2026-03-18T12:00:00.000Z"
    assert headers["Tempo-Signature"] == hmac.new(secret.encode(), body + headers["Tempo-Timestamp"].encode(), "sha256").hexdigest()
    assert headers["Tempo-Tenant-ID"] == headers["Tempo-Jira-Client-Key"] != ""
    signed = f"{headers['webhook-id']}.{NOON}.".encode() + body
    assert headers["webhook-timestamp"] == str(NOON)
    assert headers["webhook-signature"] == "v1," + base64.b64encode(hmac.digest(secret.encode(), signed, "sha256")).decode()
    event = verify_webhook(body, headers, secret, now=lambda: NOON)
    assert (event.event_id, event.event_type) == (headers["webhook-id"], "worklog.created")
    assert event.payload["tempoWorklogId"] == worklog["tempoWorklogId"]


def test_the_client_refuses_a_wrong_signature_and_an_old_request(webhooks: Webhooks, receiver: Receiver, alice: Person) -> None:
    secret = webhooks.subscribe("worklog.created", receiver.url())["sharedSecret"]
    alice.logs()
    webhooks.run()
    (request,) = receiver.requests()
    body, headers = request["body"].encode(), request["headers"]
    tempo_only = {name: value for name, value in headers.items() if name.startswith("Tempo")}

    assert verify_webhook(body, tempo_only, secret).event_type == "worklog.created"
    for wrong_body, wrong_headers, wrong_secret, now in (
        (body + b" ", headers, secret, NOON),
        (body, headers, "other", NOON),
        (body, headers, secret, NOON + 301),
        (body, headers | {"webhook-timestamp": "soon"}, secret, NOON),
        (body, headers | {"webhook-id": "other"}, secret, NOON),
        (body + b" ", tempo_only, secret, NOON),
        (body, {}, secret, NOON),
    ):
        with pytest.raises(InvalidSignature):
            verify_webhook(wrong_body, wrong_headers, wrong_secret, now=partial(float, now))


def test_events_are_delivered_in_order_to_those_who_subscribed(webhooks: Webhooks, receiver: Receiver, alice: Person) -> None:
    webhooks.subscribe("worklog.created", receiver.url("first"))
    webhooks.subscribe("worklog.created", receiver.url("second"))
    webhooks.subscribe("worklog.deleted", receiver.url("deleted"))
    logged = [alice.logs()["tempoWorklogId"] for _ in range(3)]
    alice.delete(f"/worklogs/{logged[0]}")
    webhooks.run()

    assert [event["payload"]["tempoWorklogId"] for event in receiver.events("first")] == logged
    assert receiver.events("first") == receiver.events("second")
    assert [event["payload"]["tempoWorklogId"] for event in receiver.events("deleted")] == logged[:1]


def test_changes_before_the_first_subscription_are_not_sent(webhooks: Webhooks, receiver: Receiver, alice: Person) -> None:
    alice.logs()
    webhooks.run()
    webhooks.subscribe("worklog.created", receiver.url())
    webhooks.run()

    assert receiver.requests() == []


def test_what_is_rolled_back_or_refused_is_not_sent(webhooks: Webhooks, receiver: Receiver, alice: Person) -> None:
    webhooks.subscribe("worklog.created", receiver.url())
    assert alice.post("/worklogs", {"issueId": 999}).status_code == 400
    webhooks.run()

    assert receiver.requests() == []


@pytest.mark.parametrize("muted", [False, True])
def test_changes_by_commands_can_be_muted(company: Company, server: Server, receiver: Receiver, muted: bool) -> None:
    webhooks = Webhooks(company.carol, server, replace(SETTINGS, webhook_mute_commands=muted))
    webhooks.subscribe("worklog.deleted", receiver.url())
    by_api, by_command = (company.alice.logs()["tempoWorklogId"] for _ in range(2))
    company.alice.delete(f"/worklogs/{by_api}")
    with server.database.call(SYSTEM, Access.WRITE) as call:
        worklogs.remove_all(call, [by_command])
    webhooks.run()

    assert len(receiver.events()) == (1 if muted else 2)


class TestTheLog:
    def test_it_lists_deliveries_with_their_results(self, webhooks: Webhooks, receiver: Receiver, alice: Person) -> None:
        id = webhooks.subscribe("worklog.created", receiver.url())["id"]
        alice.logs()
        webhooks.run()

        (delivery,) = webhooks.deliveries(id)
        assert delivery.items() >= {"state": "DELIVERED", "attempts": 1, "status": 200, "finishedAt": NOW, "subscriptionId": id}.items()
        assert json.loads(delivery["body"]) == receiver.events()[0]
        assert "error" not in delivery

    def test_a_delivered_event_can_be_sent_again(self, webhooks: Webhooks, receiver: Receiver, alice: Person) -> None:
        id = webhooks.subscribe("worklog.created", receiver.url())["id"]
        alice.logs()
        webhooks.run()
        (delivery,) = webhooks.deliveries(id)
        again = webhooks.administrator.http.post(f"/4-andante/webhooks/deliveries/{delivery['id']}/redeliver")
        webhooks.run()

        assert (again.status_code, again.json()["state"]) == (200, "WAITING")
        first, second = receiver.requests()
        assert first["body"] == second["body"]
        assert first["headers"]["webhook-id"] == second["headers"]["webhook-id"]

    def test_an_event_of_an_inactive_subscription_is_sent_again_when_it_is_active(
        self, webhooks: Webhooks, receiver: Receiver, alice: Person, stopped_clock: StoppedClock
    ) -> None:
        id = webhooks.subscribe("worklog.created", receiver.url("gone"))["id"]
        receiver.set_mode("gone", "410")
        alice.logs()
        webhooks.run()
        path = "/4-andante/webhooks"
        (delivery,) = webhooks.deliveries(id)
        again = webhooks.administrator.http.post(f"{path}/deliveries/{delivery['id']}/redeliver").json()
        all_again = webhooks.administrator.http.post(f"{path}/subscriptions/{id}/redeliver")
        webhooks.run()
        assert (again["state"], all_again.status_code, len(receiver.requests())) == ("HELD", 204, 1)
        receiver.set_mode("gone", "ok")
        webhooks.administrator.http.patch(f"/4/webhooks/subscriptions/{id}/refresh")
        webhooks.run()

        assert len(receiver.requests()) == 2
        assert webhooks.administrator.http.post(f"{path}/deliveries/999/redeliver").status_code == 404

    def test_old_deliveries_are_deleted(self, webhooks: Webhooks, receiver: Receiver, alice: Person, stopped_clock: StoppedClock) -> None:
        id = webhooks.subscribe("worklog.created", receiver.url())["id"]
        alice.logs()
        webhooks.run()
        stopped_clock.advance(7 * 86_400 - 1)
        webhooks.run()
        assert len(webhooks.deliveries(id)) == 1
        stopped_clock.advance(3600)
        webhooks.run()

        assert webhooks.deliveries(id) == []


def test_after_a_rotation_both_secrets_sign_for_a_day(
    webhooks: Webhooks, receiver: Receiver, alice: Person, stopped_clock: StoppedClock
) -> None:
    old = webhooks.subscribe("worklog.created", receiver.url())
    rotated = webhooks.administrator.http.post(f"/4-andante/webhooks/subscriptions/{old['id']}/rotate-secret").json()
    alice.logs()
    webhooks.run()
    stopped_clock.advance(86_400)
    alice.logs()
    webhooks.run()

    assert rotated["sharedSecret"] == webhooks.subscription(old["id"])["sharedSecret"] != old["sharedSecret"]
    during, later = receiver.requests()
    for request, secret, is_valid in (
        (during, old, True),
        (during, rotated, True),
        (later, rotated, True),
        (later, old, False),
    ):
        for headers in (request["headers"], {name: value for name, value in request["headers"].items() if name.startswith("Tempo")}):
            try:
                verify_webhook(request["body"].encode(), headers, secret["sharedSecret"], now=partial(_sent_at, request))
            except InvalidSignature:
                assert not is_valid
            else:
                assert is_valid


def _sent_at(request: dict[str, dict[str, str]]) -> float:
    return float(request["headers"]["webhook-timestamp"])


def test_secrets_are_not_in_the_change_log(webhooks: Webhooks, receiver: Receiver, database: Database) -> None:
    subscription = webhooks.subscribe("worklog.created", receiver.url())
    webhooks.administrator.http.post(f"/4-andante/webhooks/subscriptions/{subscription['id']}/rotate-secret")

    found = [record for record in records(database) if record.entity == "webhooksubscription"]
    assert [record.action for record in found] == ["Created", "Updated", "Updated"]
    assert all(subscription["sharedSecret"] not in (record.after or "") for record in found)


def test_after_the_import_of_an_archive_earlier_changes_are_not_sent(
    webhooks: Webhooks, receiver: Receiver, alice: Person, server: Server
) -> None:
    webhooks.subscribe("worklog.created", receiver.url())
    alice.logs()
    with server.database.write() as db:
        store.move_to(db, START)  # as in a new database
    webhooks.run()
    later = alice.logs()
    webhooks.run()

    assert [event["payload"]["tempoWorklogId"] for event in receiver.events()] == [later["tempoWorklogId"]]
