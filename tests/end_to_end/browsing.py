"""Actions of a user in a browser against a running server."""

import httpx

from andante.identity.signin import actions as signin
from andante.kit import clock
from andante.kit.call import SYSTEM, Call
from tests.cast import ACCOUNT_IDS
from tests.web.browsing import PASSWORD, csrf_token

from .serving import Server


def give_password(server: Server, name: str) -> None:
    with server.database.write() as db:
        signin.set_password(Call(db, SYSTEM, clock.now()), ACCOUNT_IDS[name], PASSWORD)


def sign_in(server: Server, name: str) -> httpx.Client:
    person = server.browser()
    form = {"csrf_token": csrf_token(person.get("/signin")), "email": f"{name}@example.com", "password": PASSWORD}
    assert person.post("/signin", data=form).status_code == 302
    return person


def allow(person: httpx.Client, address: str) -> str:
    """Allows the request of an application, and returns the URL that the user is redirected to."""
    page = person.get(address)
    assert page.status_code == 200, page.text
    return str(person.post(address, data={"csrf_token": csrf_token(page), "decision": "allow"}).headers["location"])
