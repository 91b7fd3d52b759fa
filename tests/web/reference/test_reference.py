"""GET /4/docs and /4/openapi.json."""

import re

from andante.app import TEMPO_HANDLERS
from tests.cast import Person


def test_the_page_contains_every_operation(alice: Person) -> None:
    page = alice.http.get("/4/docs", headers={"Authorization": ""})

    assert page.headers["content-type"] == "text/html; charset=utf-8"
    for handler in TEMPO_HANDLERS:
        assert f'id="{handler.operation.id}"' in page.text


def test_the_page_loads_nothing_from_other_hosts_and_has_no_broken_links(alice: Person) -> None:
    page = alice.http.get("/4/docs")

    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert re.findall(r"<(?:script|img|iframe)", page.text) == []
    assert [link for link in re.findall(r'<link[^>]+href="([^"]+)"', page.text) if "//" in link] == []
    anchors = set(re.findall(r'id="([^"]+)"', page.text))
    assert set(re.findall(r'href="#([^"]+)"', page.text)) <= anchors


def test_the_document_is_served(alice: Person) -> None:
    document = alice.http.get("/4/openapi.json").json()

    assert document["openapi"] == "3.1.0"
    assert len([operation for methods in document["paths"].values() for operation in methods.values()]) == len(TEMPO_HANDLERS)
