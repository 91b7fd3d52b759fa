"""The formats of refusals."""

import logging
from typing import Any

import falcon
import msgspec
import pytest
from falcon import Response

from andante.kit.errors import Conflict, Fault, FaultCode, Forbidden, Invalid, MethodNotAllowed, Refusal, TooManyRequests, Unauthorized
from andante.kit.openapi import describe
from andante.kit.refusals import api_format, as_html, as_refusal, as_text, headers_of, refuse
from andante.timekeeping.worklog_search.wire import get_worklogs

WRONG = Invalid(Fault("to", FaultCode.REQUIRED, "is required"), Fault("[2].issueId", FaultCode.NOT_FOUND, "Issue not found"))


def test_the_documented_format_has_a_message_and_faults() -> None:
    kind, data = api_format("object")(WRONG)

    assert kind == "application/json"
    assert msgspec.json.decode(data) == {
        "errors": {
            "message": "'to' is required; [2] Issue not found",
            "faults": [
                {"field": "to", "code": "required", "message": "is required"},
                {"field": "[2].issueId", "code": "not_found", "message": "Issue not found"},
            ],
        }
    }


def test_the_list_style_has_an_entry_for_each_fault() -> None:
    assert msgspec.json.decode(api_format("list")(WRONG).data) == {
        "errors": [
            {"message": "'to' is required", "field": "to", "code": "required"},
            {"message": "[2] Issue not found", "field": "[2].issueId", "code": "not_found"},
        ]
    }


@pytest.mark.parametrize("style", ["object", "list"])
@pytest.mark.parametrize("kind", [Unauthorized, Forbidden])
def test_html_has_one_sentence_and_does_not_escape_quotes(style: str, kind: type[Refusal]) -> None:
    content = api_format(style)(kind("You can't put \"a<b>\" & 'c' there."))

    assert content == ("text/html; charset=utf-8", b"You can't put \"a&lt;b&gt;\" &amp; 'c' there.")
    assert content == as_html(kind("You can't put \"a<b>\" & 'c' there."))


@pytest.mark.parametrize(("style", "schema"), [("object", "ErrorMessage"), ("list", "ListedError")])
def test_the_openapi_document_lists_the_codes(style: str, schema: str) -> None:
    schemas = describe([get_worklogs], "1", style)["components"]["schemas"]

    assert schemas["FaultCode"]["enum"] == sorted(FaultCode)
    assert set(schemas[schema]["required"]) == ({"message", "faults"} if style == "object" else {"message", "field", "code"})


def test_plain_text_has_a_line_for_each_fault() -> None:
    assert as_text(WRONG) == ("text/plain; charset=utf-8", b"'to' is required\n[2] Issue not found\n")


@pytest.mark.parametrize(
    ("refusal", "headers"),
    [
        (Unauthorized("Who?"), {"WWW-Authenticate": "Bearer"}),
        (MethodNotAllowed("GET, PUT"), {"Allow": "GET, PUT"}),
        (TooManyRequests("Wait.", 30), {"Retry-After": "30"}),
        (Conflict("Busy"), {}),
        (WRONG, {}),
    ],
)
def test_refusals_have_the_headers_of_their_status(refusal: Refusal, headers: dict[str, str]) -> None:
    assert headers_of(refusal) == headers


def test_only_unexpected_exceptions_are_not_refusals() -> None:
    allowed = as_refusal(falcon.HTTPMethodNotAllowed(["GET"]))
    unreadable = as_refusal(falcon.HTTPBadRequest(title="Bad header"))

    assert isinstance(allowed, MethodNotAllowed)
    assert allowed.allowed == "GET"
    assert isinstance(unreadable, Invalid)
    assert unreadable.faults == (Fault("", FaultCode.MALFORMED, "Bad header"),)
    assert as_refusal(WRONG) is WRONG
    assert as_refusal(falcon.HTTPInternalServerError()) is None
    assert as_refusal(KeyError("secret")) is None


def test_a_bug_is_logged_and_its_details_are_not_returned(caplog: pytest.LogCaptureFixture) -> None:
    resp: Any = Response()
    with caplog.at_level(logging.ERROR):
        refuse(resp, KeyError("secret"), api_format("object"), request="abc")

    assert resp.status == falcon.HTTP_500
    assert msgspec.json.decode(resp.data)["errors"]["faults"][0]["code"] == "internal"
    assert b"secret" not in resp.data
    assert "request abc" in caplog.text
    assert "secret" in caplog.text
