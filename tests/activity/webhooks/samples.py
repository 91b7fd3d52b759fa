"""A webhook subscription with a known id, and deliveries of it, for tests of all operations."""

from unittest.mock import patch
from uuid import UUID

from sqlalchemy import Connection

from andante.activity.webhooks import store
from andante.activity.webhooks.rules import FAILED
from andante.kit import clock
from tests.cast import Company

ID = "00000000-0000-4000-8000-000000000001"
SUBSCRIPTION = {"event": "worklog.created", "url": "https://hooks.example.com/andante"}


def subscribe(company: Company, id: str = ID, url: str = SUBSCRIPTION["url"]) -> None:
    with patch("andante.activity.webhooks.actions.uuid4", return_value=UUID(id)):
        response = company.carol.post("/webhooks/subscriptions", SUBSCRIPTION | {"url": url})
    assert response.status_code == 200, response.text


def add_failed_deliveries(db: Connection, count: int, id: str = ID) -> None:
    """Makes the subscription active, and adds deliveries that failed."""
    row = {"subscription_id": id, "event_id": id, "event": "worklog.created", "body": "{}", "state": FAILED}
    store.add_deliveries(db, [row] * count, clock.now())
    store.change(db, id, clock.now(), active=True, activated_at=clock.now())
