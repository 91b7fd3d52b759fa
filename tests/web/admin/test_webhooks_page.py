"""The pages on which administrators manage webhooks. What is sent and when is tested in tests/activity/webhooks."""

import pytest
from sqlalchemy import update

from andante.activity.webhooks import store
from andante.kit.database import Database
from tests.activity.webhooks.samples import ID, SUBSCRIPTION, add_failed_deliveries, subscribe
from tests.cast import Company, Person
from tests.databases import sqlite_only
from tests.web.browsing import Visitor, secret_on, signed_in, text_of

from .test_team_pages import shown_after

pytestmark = sqlite_only
LIST, PAGE = "/admin/webhooks", f"/admin/webhooks/{ID}"


@pytest.fixture
def administrator(carol: Person, database: Database) -> Visitor:
    return signed_in(carol, database)


def states(company: Company) -> list[str]:
    """The states of the deliveries without the handshake, the newest first."""
    found = company.carol.http.get(f"/4-andante/webhooks/subscriptions/{ID}/deliveries").json()["results"]
    return [each["state"] for each in found if each["eventType"] != "handshake"]


def secret_of(company: Company, id: str) -> str:
    secret: str = company.carol.get(f"/webhooks/subscriptions/{id}").json()["sharedSecret"]
    return secret


def test_a_subscription_is_added_its_secret_is_shown_once_and_it_is_deleted(company: Company, administrator: Visitor) -> None:
    page = administrator.post(LIST, SUBSCRIPTION | {"name": "Payroll"})
    assert page.status_code == 200
    id = company.carol.get("/webhooks/subscriptions").json()["results"][0]["id"]
    secret = secret_on(page)
    assert secret == secret_of(company, id)

    later = administrator.get(f"{LIST}/{id}")
    assert secret not in later.text
    assert "Not confirmed yet" in text_of(later)
    assert "worklog.created Payroll https://hooks.example.com/andante Not confirmed yet" in text_of(administrator.get(LIST))

    replaced = secret_on(administrator.post(f"{LIST}/{id}/secret", form_at=f"{LIST}/{id}"))
    assert replaced != secret
    assert replaced == secret_of(company, id)

    text = shown_after(administrator, administrator.post(f"{LIST}/{id}/delete", form_at=f"{LIST}/{id}"))
    assert "Subscription deleted" in text
    assert "There are no subscriptions yet." in text


@pytest.mark.parametrize(
    ("data", "status", "sentence"),
    [
        ({"url": "http://hooks.example.com"}, 400, "Must be a valid URL that starts with https://"),
        ({"event": "nothing"}, 400, "Nothing was saved"),
        ({}, 409, "Is already subscribed to worklog.created"),
    ],
)
def test_a_refused_subscription_is_shown_again(
    company: Company, administrator: Visitor, data: dict[str, str], status: int, sentence: str
) -> None:
    subscribe(company)
    page = administrator.post(LIST, SUBSCRIPTION | {"name": "Kept"} | data)

    assert page.status_code == status
    assert sentence.casefold() in text_of(page).casefold()
    assert 'value="Kept"' in page.text


def test_deliveries_are_shown_and_sent_again(company: Company, administrator: Visitor, database: Database) -> None:
    subscribe(company)
    with database.write() as db:
        add_failed_deliveries(db, 3)
        db.execute(
            update(store.deliveries)
            .where(store.deliveries.c.event == "worklog.created")
            .values(status=503, error="<Down>", body='{"a": 1}')
        )
    assert "Failed 503 <Down>" in text_of(administrator.get(LIST))
    text = text_of(administrator.get(PAGE))
    assert text.count('{"a": 1}') == 3
    assert text.count("Failed 503 <Down>") == 3

    id = company.carol.http.get(f"/4-andante/webhooks/subscriptions/{ID}/deliveries").json()["results"][0]["id"]
    shown_after(administrator, administrator.post(f"{LIST}/deliveries/{id}/redeliver", form_at=PAGE))
    assert states(company) == ["WAITING", "FAILED", "FAILED"]

    shown_after(administrator, administrator.post(f"{PAGE}/redeliver", form_at=PAGE))
    assert states(company) == ["WAITING"] * 3


def test_an_inactive_subscription_is_activated(company: Company, administrator: Visitor, database: Database) -> None:
    subscribe(company)
    with database.write() as db:
        db.execute(update(store.subscriptions).values(inactive_reason="Gone"))
        db.execute(store.deliveries.delete())
    assert "Inactive Gone" in text_of(administrator.get(PAGE))

    text = shown_after(administrator, administrator.post(f"{PAGE}/activate", form_at=PAGE))
    assert "Check of the URL" in text


def test_others_see_and_change_nothing(company: Company, database: Database) -> None:
    subscribe(company)
    bob = signed_in(company.bob, database)

    assert bob.get(PAGE).status_code == 403
    for path in (LIST, f"{PAGE}/delete", f"{PAGE}/secret", f"{PAGE}/activate", f"{PAGE}/redeliver"):
        assert bob.post(path, SUBSCRIPTION, form_at="/settings").status_code == 403, path
    assert len(company.carol.get("/webhooks/subscriptions").json()["results"]) == 1


def test_unknown_subscriptions_and_deliveries_do_not_exist(administrator: Visitor) -> None:
    assert administrator.get(f"{LIST}/nothing").status_code == 404
    assert administrator.post(f"{LIST}/deliveries/1/redeliver", form_at=LIST).status_code == 404
