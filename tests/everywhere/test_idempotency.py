"""Every POST that writes can be repeated with an `Idempotency-Key`, without a second effect."""

import httpx

from andante.app import HANDLERS
from andante.kit.database import Database
from andante.kit.idempotency import HEADER, REPLAYED
from tests.cast import Company
from tests.change_log import records, state

from .organization_writes import Write
from .writes import writes

KEYED = {handler.operation.id for handler in HANDLERS if handler.operation.keyed and handler.operation.path.startswith("/4")}


def test_every_post_can_be_repeated(company: Company, database: Database) -> None:
    repeated = set()
    for number, (operation, few, many) in enumerate(writes(company, database)):
        if operation in KEYED:
            _repeat(company, database, few, str(number))
            repeated.add(operation)
        else:
            few()
        many()  # later operations need its data

    assert repeated == KEYED


def test_the_extensions_can_be_repeated(company: Company, database: Database) -> None:
    alice = company.alice.http
    company.alice.logs(on="2026-03-11")
    copied = _repeat(
        company, database, lambda: alice.post("/4-andante/weeks/copy", json={"date": "2026-03-18", "source": "LAST_WEEK"}), "1"
    )
    created = copied.json()["worklogIds"]
    _repeat(company, database, lambda: alice.post("/4-andante/worklogs/delete", json={"ids": created}), "2")

    assert len(created) == 1
    assert alice.get(f"/4/worklogs/{created[0]}").status_code == 404


def _repeat(company: Company, database: Database, write: Write, key: str) -> httpx.Response:
    """Sends a request twice with the key. The second one returns the same response and changes nothing."""
    first = _with_key(company, write, key)
    before = state(database), records(database)
    second = _with_key(company, write, key)
    assert (first.headers.get(REPLAYED), second.headers.get(REPLAYED)) == (None, "true"), first.request.url
    assert (second.status_code, second.content) == (first.status_code, first.content), first.request.url
    assert (state(database), records(database)) == before, f"{first.request.url} was applied twice"
    return first


def _with_key(company: Company, write: Write, key: str) -> httpx.Response:
    """Sends the request of `write` with the key."""
    clients = [person.http for person in company.people.values()]
    for client in clients:
        client.headers[HEADER] = key
    try:
        response = write()
        assert response.is_success, response.text
        return response
    finally:
        for client in clients:
            del client.headers[HEADER]
