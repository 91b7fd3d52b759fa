"""A database file that is deleted or replaced while the server is running: no write is acknowledged."""

import os
import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from tests.cast import ACCOUNT_IDS, BASE_URL, NORTH_1, message
from tests.databases import Server, Template, sqlite_only
from tests.wsgi import WsgiTransport

MESSAGE = "The database file was deleted or replaced while the server was running. Restart the server."


def _delete(file: Path) -> None:
    file.unlink()


def _replace(file: Path) -> None:
    copy = file.with_suffix(".copy")
    shutil.copyfile(file, copy)
    os.replace(copy, file)


@sqlite_only
@pytest.mark.own_database
@pytest.mark.parametrize("change", [_delete, _replace])
def test_writes_and_readiness_return_503(server: Server, template: Template, change: Callable[[Path], None]) -> None:
    file = Path(str(server.database.url.database))
    headers = {"Authorization": f"Bearer {template.tokens['alice']}"}
    alice = httpx.Client(transport=WsgiTransport(server.app), base_url=BASE_URL, headers=headers)
    body = {"authorAccountId": ACCOUNT_IDS["alice"], "issueId": NORTH_1, "startDate": "2026-03-17", "timeSpentSeconds": 60}
    assert alice.post("/4/worklogs", json=body).status_code == 200
    assert alice.get("/readyz").status_code == 200

    change(file)

    assert alice.get("/healthz").status_code == 200
    existed = file.exists()
    for response in (alice.post("/4/worklogs", json=body), alice.get("/readyz"), _in_new_thread(alice)):
        assert response.status_code == 503, response.text
        assert response.headers["retry-after"] == "30"
        assert message(response) == MESSAGE
    assert file.exists() == existed


def _in_new_thread(alice: httpx.Client) -> httpx.Response:
    """The response to a request that needs a new connection."""
    responses: list[httpx.Response] = []
    thread = threading.Thread(target=lambda: responses.append(alice.get("/readyz")))
    thread.start()
    thread.join()
    return responses[0]
