"""Operations on subscriptions, the handshake, and URLs that are refused."""

import pytest
from msgspec.structs import replace

from andante.kit.database import Database
from tests.cast import NOW, Company, StoppedClock, message
from tests.databases import Server
from tests.statements import statements

from .conftest import SETTINGS, Receiver, Webhooks

PATH = "/4/webhooks/subscriptions"
ANY = {"event": "plan.created", "url": "https://hooks.example.com/andante"}


def test_a_subscription_is_inactive_until_its_url_has_passed_the_handshake(webhooks: Webhooks, receiver: Receiver) -> None:
    url = f"{receiver.url()}?key=1"
    subscription = webhooks.subscribe("worklog.created", url, run=False)
    assert subscription["active"] is False
    webhooks.run()

    active = webhooks.subscription(subscription["id"])
    assert active == subscription | {"active": True}
    assert active["createdAt"] == active["updatedAt"] == NOW
    assert active["self"].endswith(f"{PATH}/{active['id']}")
    assert receiver.requests() == []


@pytest.mark.parametrize("mode", ["deaf", "500", "redirect", "close"])
def test_a_handshake_that_fails_is_repeated(webhooks: Webhooks, receiver: Receiver, stopped_clock: StoppedClock, mode: str) -> None:
    receiver.set_mode("shy", mode)
    id = webhooks.subscribe("worklog.created", receiver.url("shy"))["id"]
    assert webhooks.subscription(id)["active"] is False
    receiver.set_mode("shy", "ok")
    stopped_clock.advance(15 * 60)
    webhooks.run()

    assert webhooks.subscription(id)["active"] is True


def test_subscriptions_are_listed_and_deleted(company: Company, stopped_clock: StoppedClock) -> None:
    first = company.carol.post("/webhooks/subscriptions", ANY | {"event": "team.created"}).json()
    stopped_clock.advance(1)
    second = company.carol.post("/webhooks/subscriptions", ANY | {"event": "team.deleted"}).json()

    listed = company.carol.get("/webhooks/subscriptions").json()
    assert (listed["results"], listed["metadata"]) == ([first, second], {"count": 2})
    assert company.carol.get("/webhooks/subscriptions", offset=1, limit=1).json()["results"] == [second]
    assert company.carol.delete(f"/webhooks/subscriptions/{first['id']}").status_code == 204
    assert company.carol.get("/webhooks/subscriptions").json()["results"] == [second]
    assert company.carol.get(f"/webhooks/subscriptions/{first['id']}").status_code == 404


def test_the_same_url_can_be_subscribed_to_an_event_once(company: Company) -> None:
    assert company.carol.post("/webhooks/subscriptions", ANY).status_code == 200
    assert company.carol.post("/webhooks/subscriptions", ANY).status_code == 409
    assert company.carol.post("/webhooks/subscriptions", ANY | {"event": "plan.deleted"}).status_code == 200


def test_there_are_at_most_25_subscriptions(company: Company) -> None:
    codes = [company.carol.post("/webhooks/subscriptions", ANY | {"url": f"{ANY['url']}/{n}"}).status_code for n in range(26)]

    assert codes == [200] * 25 + [400]


def test_subscriptions_do_not_add_statements_to_a_request(company: Company, database: Database) -> None:
    company.alice.logs()
    with statements(database) as without:
        company.alice.logs()
    for number in range(25):
        assert company.carol.post("/webhooks/subscriptions", ANY | {"event": "worklog.created", "url": f"{ANY['url']}/{number}"})
    company.alice.logs()
    with statements(database) as with_subscriptions:
        company.alice.logs()

    assert with_subscriptions == without


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("ftp://hooks.example.com/", "must be a valid URL that starts with https:// or http://"),
        ("https:///path", "must be a valid URL"),
        ("https://hooks.example.com:99999/", "must be a valid URL"),
        ("https://hooks.example.com/a b", "must be a valid URL"),
        ("https://hooks.example.com\\@10.0.0.1/", "must be a valid URL"),
        ("https://user:secret@hooks.example.com/", "must not contain a user name or password"),
        ("https://10.1.2.3/", "10.1.2.3 is not a public address"),
        ("https://169.254.169.254/latest", "169.254.169.254 is not a public address"),
        ("https://[::1]/", "::1 is not a public address"),
        ("https://[::ffff:10.0.0.1]/", "10.0.0.1 is not a public address"),
        ("https://[64:ff9b::a00:1]/", "64:ff9b::a00:1 is not a public address"),
        ("https://0.0.0.0/", "0.0.0.0 is not a public address"),
    ],
)
def test_a_url_that_is_invalid_or_internal_is_refused(company: Company, url: str, reason: str) -> None:
    response = company.carol.post("/webhooks/subscriptions", ANY | {"url": url})

    assert response.status_code == 400
    assert reason in message(response)


@pytest.fixture
def nothing_allowed(company: Company, server: Server) -> Webhooks:
    """A worker whose operator doesn't allow any internal address."""
    return Webhooks(company.carol, server, replace(SETTINGS, webhook_allowed_networks=""))


def test_a_name_of_an_internal_address_is_refused_when_a_request_is_sent(nothing_allowed: Webhooks, receiver: Receiver) -> None:
    port = receiver.url().split(":")[2].partition("/")[0]
    id = nothing_allowed.subscribe("worklog.created", f"http://localhost:{port}/ok")["id"]

    path = f"/4-andante/webhooks/subscriptions/{id}/deliveries"
    (handshake,) = nothing_allowed.administrator.http.get(path).json()["results"]
    assert (handshake["eventType"], handshake["state"], handshake["body"]) == ("handshake", "WAITING", "")
    assert "is not a public address" in handshake["error"]


def test_only_administrators_manage_webhooks(company: Company) -> None:
    id = company.carol.post("/webhooks/subscriptions", ANY).json()["id"]
    for person in (company.alice, company.bob, company.frank):
        for method, path in (
            ("GET", PATH),
            ("GET", f"{PATH}/{id}"),
            ("DELETE", f"{PATH}/{id}"),
            ("PATCH", f"{PATH}/{id}/refresh"),
            ("GET", f"/4-andante/webhooks/subscriptions/{id}/deliveries"),
            ("POST", f"/4-andante/webhooks/subscriptions/{id}/rotate-secret"),
            ("POST", f"/4-andante/webhooks/subscriptions/{id}/redeliver"),
        ):
            assert person.http.request(method, path).status_code == 403
        assert person.post("/webhooks/subscriptions", ANY | {"url": "https://other.example.com"}).status_code == 403

    (left,) = company.carol.get("/webhooks/subscriptions").json()["results"]
    assert left["id"] == id
