"""The WSGI environment of a request that arrives through RSGI."""

import pytest

from andante.hosting.rsgi import environ_of

from .requests import Fields, Request


def environ(*headers: tuple[str, str], path: str = "/", query: str = "", client: str = "192.0.2.7:51234") -> dict[str, object]:
    request = Request(Fields(list(headers)), path=path, query_string=query, client=client)
    return environ_of(request, request.server)


def test_it_contains_the_request_line_the_addresses_and_the_headers() -> None:
    headers = [("host", "time.example.com"), ("content-type", "text/xml"), ("content-length", "2"), ("x-unknown-header", "1")]

    assert (
        environ(*headers, path="/4/worklogs", query="limit=1").items()
        >= {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": "/4/worklogs",
            "QUERY_STRING": "limit=1",
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "8080",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "192.0.2.7",
            "CONTENT_TYPE": "text/xml",
            "CONTENT_LENGTH": "2",
            "HTTP_HOST": "time.example.com",
            "HTTP_X_UNKNOWN_HEADER": "1",
            "wsgi.url_scheme": "http",
        }.items()
    )


def test_paths_and_queries_are_bytes_as_latin_1() -> None:
    given = environ(path="/4/accounts/é", query="name=é")

    assert str(given["PATH_INFO"]).encode("latin-1").decode() == "/4/accounts/é"
    assert str(given["QUERY_STRING"]).encode("latin-1").decode() == "name=é"


def test_an_ipv6_address_has_no_brackets() -> None:
    assert environ(client="[2001:db8::1]:51234")["REMOTE_ADDR"] == "2001:db8::1"


def test_headers_with_the_same_name_are_joined() -> None:
    given = environ(("x-forwarded-for", "192.0.2.1"), ("x-forwarded-for", "192.0.2.2"), ("cookie", "a=1"), ("cookie", "b=2"))

    assert given["HTTP_X_FORWARDED_FOR"] == "192.0.2.1,192.0.2.2"
    assert given["HTTP_COOKIE"] == "a=1;b=2"


def test_a_header_that_is_not_ascii_is_empty_instead_of_missing() -> None:
    assert environ(("x-forwarded-for", "192.0.2.1, \xff"), ("host", "a"))["HTTP_X_FORWARDED_FOR"] == ""


@pytest.mark.parametrize("name", ["x_forwarded_for", "content_length", "content_type"])
def test_headers_with_an_underscore_are_left_out(name: str) -> None:
    assert environ((name, "1")).keys() == environ().keys()
