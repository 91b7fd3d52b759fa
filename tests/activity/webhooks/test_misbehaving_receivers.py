"""Receivers that hang, redirect, close the connection, return a gigabyte or fail affect no one else, and get every event later."""

import datetime as dt
import os
import signal
import subprocess
import sys
from typing import Any

import pytest

from andante.activity.webhooks import sender
from tests.cast import Person, StoppedClock
from tests.databases import Server, sqlite_only

from .conftest import Receiver, Webhooks

HOUR = 3600


@pytest.fixture(autouse=True)
def short_timeout(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sender, "TIMEOUT_SECONDS", 0.5)


def _hours_pass(webhooks: Webhooks, stopped_clock: StoppedClock, hours: int) -> None:
    """Runs the jobs every half hour."""
    for _ in range(hours * 2):
        stopped_clock.advance(HOUR // 2)
        webhooks.run()


@pytest.mark.parametrize(
    ("mode", "status", "error"),
    [
        ("hang", None, "No response within"),
        ("trickle", None, "No response within"),
        ("close", None, "RemoteProtocolError"),
        ("redirect", 302, "The response has the status 302"),
        ("500", 500, "The response has the status 500"),
        ("404", 404, "The response has the status 404"),
    ],
)
def test_it_does_not_affect_others_and_gets_the_event_later(
    webhooks: Webhooks, receiver: Receiver, alice: Person, stopped_clock: StoppedClock, mode: str, status: int | None, error: str
) -> None:
    bad = webhooks.subscribe("worklog.created", receiver.url("bad"))["id"]
    webhooks.subscribe("worklog.created", receiver.url("good"))
    receiver.set_mode("bad", mode)
    alice.logs()
    webhooks.run()

    assert len(receiver.requests("good")) == 1
    (delivery,) = webhooks.deliveries(bad)
    assert (delivery["state"], delivery["attempts"], delivery.get("status")) == ("WAITING", 1, status)
    assert error in delivery["error"]
    receiver.set_mode("bad", "ok")
    stopped_clock.advance(15 * 60)
    webhooks.run()
    assert webhooks.deliveries(bad)[0]["state"] == "DELIVERED"
    assert receiver.events("bad")[-1] == receiver.events("good")[0]
    assert [each for each in receiver.requests() if each["mode"] == "redirected"] == []


def test_of_a_gigabyte_only_the_beginning_is_read(webhooks: Webhooks, receiver: Receiver, alice: Person) -> None:
    id = webhooks.subscribe("worklog.created", receiver.url("big"))["id"]
    receiver.set_mode("big", "gigabyte")
    alice.logs()
    webhooks.run()

    assert webhooks.deliveries(id)[0]["state"] == "DELIVERED"


def test_a_receiver_that_fails_for_six_hours_gets_every_event(
    webhooks: Webhooks, receiver: Receiver, alice: Person, stopped_clock: StoppedClock
) -> None:
    id = webhooks.subscribe("worklog.created", receiver.url("bad"))["id"]
    receiver.set_mode("bad", "500")
    logged = []
    for _ in range(3):
        logged.append(alice.logs()["tempoWorklogId"])
        _hours_pass(webhooks, stopped_clock, 2)
    failed = len(receiver.requests("bad"))
    receiver.set_mode("bad", "ok")
    _hours_pass(webhooks, stopped_clock, 2)

    received = [event["payload"]["tempoWorklogId"] for event in receiver.events("bad")[failed:]]
    assert sorted(received) == logged
    assert webhooks.subscription(id)["active"] is True
    assert {delivery["state"] for delivery in webhooks.deliveries(id)} == {"DELIVERED"}
    first = [each["headers"] for each in receiver.requests("bad") if each["body"] == receiver.requests("bad")[0]["body"]]
    assert len({each["Tempo-Timestamp"] for each in first}) == len({each["webhook-id"] for each in first}) == 1
    assert len({each["webhook-timestamp"] for each in first}) == len(first) > 11


@sqlite_only
def test_after_a_day_the_subscription_is_switched_off_and_a_refresh_sends_what_was_missed(
    webhooks: Webhooks, receiver: Receiver, alice: Person, stopped_clock: StoppedClock
) -> None:
    id = webhooks.subscribe("worklog.created", receiver.url("bad"))["id"]
    receiver.set_mode("bad", "500")
    alice.logs()
    _hours_pass(webhooks, stopped_clock, 30)
    assert webhooks.subscription(id)["active"] is False
    alice.logs()
    webhooks.run()
    attempts = len(receiver.requests("bad"))
    _hours_pass(webhooks, stopped_clock, 2)
    assert len(receiver.requests("bad")) == attempts == 35
    assert [delivery["state"] for delivery in webhooks.deliveries(id)] == ["FAILED", "HELD"]

    receiver.set_mode("bad", "ok")
    webhooks.administrator.http.patch(f"/4/webhooks/subscriptions/{id}/refresh").raise_for_status()
    webhooks.run()
    assert webhooks.subscription(id)["active"] is True
    assert len(receiver.requests("bad")) == attempts + 2
    assert {delivery["state"] for delivery in webhooks.deliveries(id)} == {"DELIVERED"}


def test_gone_switches_the_subscription_off_at_once(webhooks: Webhooks, receiver: Receiver, alice: Person) -> None:
    id = webhooks.subscribe("worklog.created", receiver.url("gone"))["id"]
    receiver.set_mode("gone", "410")
    alice.logs()
    webhooks.run()

    assert webhooks.subscription(id)["active"] is False
    assert webhooks.deliveries(id)[0]["state"] == "FAILED"


def test_retry_after_is_honored(webhooks: Webhooks, receiver: Receiver, alice: Person, stopped_clock: StoppedClock) -> None:
    webhooks.subscribe("worklog.created", receiver.url("busy"))
    receiver.set_mode("busy", "503")
    alice.logs()
    webhooks.run()
    stopped_clock.advance(1799)
    webhooks.run()
    assert len(receiver.requests("busy")) == 1
    stopped_clock.advance(1)
    webhooks.run()

    assert len(receiver.requests("busy")) == 2


def test_a_failed_event_does_not_hold_up_the_next(webhooks: Webhooks, receiver: Receiver, alice: Person) -> None:
    id = webhooks.subscribe("worklog.created", receiver.url("bad"))["id"]
    receiver.set_mode("bad", "500")
    alice.logs()
    webhooks.run()
    receiver.set_mode("bad", "ok")
    alice.logs()
    webhooks.run()

    assert [delivery["state"] for delivery in webhooks.deliveries(id)] == ["WAITING", "DELIVERED"]


def test_an_event_that_was_delivered_before_the_worker_was_killed_is_delivered_again(
    webhooks: Webhooks, receiver: Receiver, alice: Person, server: Server, stopped_clock: StoppedClock
) -> None:
    id = webhooks.subscribe("worklog.created", receiver.url())["id"]
    alice.logs()
    environment: dict[str, Any] = {"ANDANTE_DATABASE_URL": server.database.url.render_as_string(hide_password=False)}
    environment |= {"ANDANTE_WEBHOOK_ALLOW_HTTP": "on", "ANDANTE_WEBHOOK_ALLOWED_NETWORKS": "127.0.0.0/8"}
    killed = subprocess.run([sys.executable, "-m", "tests.activity.webhooks.dying_worker"], env=os.environ | environment, timeout=60)
    stopped_clock.time = dt.datetime.now(dt.UTC) + dt.timedelta(minutes=5)  # the killed worker used the real clock
    webhooks.run()

    assert killed.returncode == -signal.SIGKILL
    first, second = receiver.events()
    assert first == second
    assert webhooks.deliveries(id)[0]["state"] == "DELIVERED"
