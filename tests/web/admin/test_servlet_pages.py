"""The page on which administrators control access to the servlets."""

import pytest

from andante.kit.database import Database
from tests.cast import Person
from tests.servlets.endpoints.machines import Machine
from tests.web.browsing import Visitor, secret_on, signed_in, text_of


@pytest.fixture
def admin(carol: Person, database: Database) -> Visitor:
    return signed_in(carol, database)


def status(carol: Person, secret: str, address: str = "127.0.0.1") -> int:
    return Machine(carol.app, secret, address).get("getWorklog").status_code


def test_a_token_is_created_replaced_and_revoked(admin: Visitor, carol: Person) -> None:
    assert "The servlets are turned off" in text_of(admin.get("/servlets"))
    first = secret_on(admin.post("/servlets/token", form_at="/servlets"))
    assert status(carol, first) == 200
    assert first not in admin.get("/servlets").text

    second = secret_on(admin.post("/servlets/token", form_at="/servlets"))
    assert (status(carol, first), status(carol, second)) == (401, 200)

    assert admin.post("/servlets/token/revoke", form_at="/servlets").status_code == 302
    assert status(carol, second) == 403
    assert admin.post("/servlets/token/revoke", form_at="/servlets").status_code == 404


def test_an_address_is_allowed_and_removed(admin: Visitor, carol: Person) -> None:
    secret = secret_on(admin.post("/servlets/token", form_at="/servlets"))
    assert "only this server itself can connect" in text_of(admin.get("/servlets"))

    assert admin.post("/servlets/addresses", {"network": " 10.1.0.0/16 "}, form_at="/servlets").status_code == 302
    assert "10.1.0.0/16" in text_of(admin.get("/servlets"))
    assert (status(carol, secret, "10.1.2.3"), status(carol, secret)) == (200, 403)

    assert admin.post("/servlets/addresses/deny", {"network": "10.1.0.0/16"}, form_at="/servlets").status_code == 302
    assert (status(carol, secret, "10.1.2.3"), status(carol, secret)) == (403, 200)


@pytest.mark.parametrize("network", ["", "nonsense", "10.1.2.3/16", "<b>", "x" * 3000])
def test_an_invalid_address_is_refused(admin: Visitor, network: str) -> None:
    response = admin.post("/servlets/addresses", {"network": network}, form_at="/servlets")

    assert response.status_code == 400
    assert "must be an address or a network" in text_of(response)
    assert "<b>" not in response.text
    assert "only this server itself" in text_of(admin.get("/servlets"))


def test_only_allowed_addresses_can_be_removed(admin: Visitor) -> None:
    assert admin.post("/servlets/addresses/deny", {"network": "10.1.0.0/16"}, form_at="/servlets").status_code == 404
    assert admin.post("/servlets/addresses/deny", {"network": "nonsense"}, form_at="/servlets").status_code == 400
