"""GET /4/docs, /4-andante/docs and /4/openapi.json."""

import re
from html import unescape

import msgspec
import pytest

from andante.app import EXTENSION_HANDLERS, TEMPO_HANDLERS
from andante.kit.database import Database
from andante.kit.decode import path_values
from andante.kit.operation import Operation
from andante.kit.server import Handler
from andante.web.reference.documents import OpenApiDocument
from andante.web.reference.entries import Entry, limits_of, type_of
from tests.cast import ACCOUNT_IDS, Person
from tests.web.browsing import Visitor, signed_in

DOCUMENTS = [
    OpenApiDocument("Title", [handler.operation for handler in handlers], "object") for handlers in (TEMPO_HANDLERS, EXTENSION_HANDLERS)
]
ENTRIES: dict[str, Entry] = {entry.id: entry for document in DOCUMENTS for entries in document.entries.values() for entry in entries}
OPERATIONS: list[Operation[..., object]] = [handler.operation for handler in (*TEMPO_HANDLERS, *EXTENSION_HANDLERS)]


@pytest.mark.parametrize(("path", "handlers"), [("/4/docs", TEMPO_HANDLERS), ("/4-andante/docs", EXTENSION_HANDLERS)])
def test_the_page_contains_every_operation(alice: Person, path: str, handlers: list[Handler]) -> None:
    page = alice.http.get(path, headers={"Authorization": ""})

    assert page.headers["content-type"] == "text/html; charset=utf-8"
    for handler in handlers:
        assert f'id="{handler.operation.id}"' in page.text
    for group in {handler.operation.tag for handler in handlers}:
        assert f">{group}</h2>" in page.text


@pytest.mark.parametrize("path", ["/4/docs", "/4-andante/docs"])
def test_the_page_loads_nothing_from_other_hosts_and_has_no_broken_links(alice: Person, path: str) -> None:
    page = alice.http.get(path)

    assert "default-src 'none'; script-src 'self'" in page.headers["content-security-policy"]
    assert [link for link in re.findall(r'<(?:link|script|img|iframe)[^>]+(?:href|src)="([^"]+)"', page.text) if "//" in link] == []
    assert re.findall(r"<script(?![^>]* src=)(?![^>]* type=\"application/json\")", page.text) == []
    anchors = re.findall(r' id="([^"]+)"', page.text)
    assert set(re.findall(r'href="#([^"]+)"', page.text)) <= set(anchors)
    assert len(anchors) == len(set(anchors))


def test_an_operation_has_its_parameters_scope_body_example_and_responses(alice: Person) -> None:
    page = unescape(alice.http.get("/4/docs").text)
    create = page.partition('id="create_worklog"')[2].partition('<details class="operation"')[0]

    for part in (
        'data-method="POST" data-path="/4/worklogs" data-writes',
        "<code>worklogs:manage</code>",
        "Idempotency-Key",
        '<a href="#schema-WorklogInput" data-schema="WorklogInput">',
        "curl -X POST https://time.example.com/4/worklogs",
        '-H "Authorization: Bearer $TOKEN"',
        '"timeSpentSeconds": 5400',
        '"tempoWorklogId": ',
        "<code>400</code> What is wrong with the input",
    ):
        assert part in create


def test_a_schema_has_its_fields_with_types_limits_and_descriptions(alice: Person) -> None:
    page = alice.http.get("/4/docs").text
    schema = page.partition('id="schema-WorklogInput"')[2].partition('<details class="operation"')[0]

    assert "A worklog for the issue with this <code>issueId</code> or <code>issueKey</code>." in schema
    assert '<code>timeSpentSeconds</code> <span class="required">' in schema
    assert "1 ≤ value ≤ 2147483647" in schema
    assert "a time of day like 09:30:00" in schema


@pytest.mark.parametrize(
    ("schema", "type", "limits"),
    [
        ({"type": "string", "maxLength": 9}, "string", ["length ≤ 9"]),
        ({"type": "array", "items": {"type": "string", "format": "date"}, "minItems": 1, "maxItems": 5}, "date[]", ["1 ≤ items ≤ 5"]),
        ({"anyOf": [{"enum": ["A", "B"]}, {"type": "null"}]}, "&#34;A&#34; | &#34;B&#34; | null", []),
        ({"type": "object", "additionalProperties": {"type": "integer"}}, "{string: integer}", []),
        ({"type": "string", "pattern": "^a$"}, "string", ["^a$"]),
        ({}, "any", []),
    ],
)
def test_types_and_limits_are_short(schema: dict[str, object], type: str, limits: list[str]) -> None:
    assert str(type_of(schema)) == type
    assert limits_of(schema) == limits


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.id)
def test_examples_are_valid(operation: Operation[..., object]) -> None:
    entry = ENTRIES[operation.id]
    samples = {field.name: field.sample for field in entry.fields if field.place == "path"}

    assert bool(entry.sample) == bool(operation.body)
    if operation.body:
        msgspec.json.decode(entry.sample, type=operation.body)
    assert len(
        path_values(operation, {name: samples[api] for name, api in zip(operation.path_parameters, operation.path_names, strict=True)})
    ) == len(samples)
    for result in entry.results:
        assert bool(result.example) == (not operation.empty)


def test_an_example_can_be_sent_as_it_is(alice: Person) -> None:
    body = ENTRIES["create_worklog"].sample.replace("712020:alice", ACCOUNT_IDS["alice"])
    created = alice.http.post("/4/worklogs", content=body, headers={"Content-Type": "application/json"})

    assert created.status_code == 200, created.text


def test_the_page_knows_whether_the_reader_is_signed_in(alice: Person, database: Database) -> None:
    assert "<api-reference data-signed-in" in signed_in(alice, database).get("/4/docs").text
    anonymous = Visitor(alice.app).get("/4/docs").text
    assert "data-signed-in" not in anonymous
    assert 'data-sign-in="/signin?next=/4/docs"' in anonymous


def test_labels_are_translated_and_texts_of_the_api_are_marked_as_english(alice: Person) -> None:
    german = Visitor(alice.app).http.get("/4/docs", headers={"Accept-Language": "de"}).text

    assert "<h3>Parameter</h3>" in german
    assert '<span lang="en" translate="no">Create a worklog.</span>' in german


def test_the_document_is_served(alice: Person) -> None:
    document = alice.http.get("/4/openapi.json").json()

    assert document["openapi"] == "3.1.0"
    assert len([operation for methods in document["paths"].values() for operation in methods.values()]) == len(TEMPO_HANDLERS)
