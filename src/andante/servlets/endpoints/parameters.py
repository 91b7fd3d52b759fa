"""The query parameters of the servlets, and the fields of posted forms."""

import datetime as dt
from io import BytesIO
from typing import Literal
from urllib.parse import parse_qsl

from falcon import Request
from falcon.media import MultipartFormHandler

from andante.kit.decode import MAX_PARAMETERS
from andante.kit.errors import FaultCode, Invalid
from andante.kit.server import read_body
from andante.kit.wire import Query
from andante.servlets.exports.rules import Detail

Pairs = list[tuple[str, str]]
TOKEN_PARAMETER = "tempoApiToken"  # noqa: S105
"""The name of the parameter that contains the token."""

URL_ENCODED, MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data"


class WorklogsQuery(Query, frozen=True):
    """The parameters of `tempo-getWorklog`. A worklog must match all filters."""

    date_from: dt.date | None = None
    date_to: dt.date | None = None
    format: Literal["xml", "excel", "testData"] = "xml"
    diff_only: bool = False
    errors_only: bool = False
    valid_only: bool = False
    add_billing_info: bool = False
    add_issue_summary: bool = False
    add_issue_description: bool = False
    header_only: bool = False
    user_name: str | None = None
    add_issue_details: bool = False
    add_parent_issue: bool = False
    add_user_details: bool = False
    add_worklog_details: bool = False
    billing_key: str | None = None
    issue_key: str | None = None
    project_key: str | None = None
    add_approval_status: bool = False

    @property
    def details(self) -> frozenset[Detail]:
        flags = {
            Detail.BILLING: self.add_billing_info,
            Detail.SUMMARY: self.add_issue_summary,
            Detail.DESCRIPTION: self.add_issue_description,
            Detail.ISSUE: self.add_issue_details,
            Detail.PARENT: self.add_parent_issue,
            Detail.USER: self.add_user_details,
            Detail.APPROVAL: self.add_approval_status,
        }
        return frozenset(detail for detail, selected in flags.items() if selected)


class ReportQuery(Query, frozen=True):
    """The parameters of `tempo-getWorklogReport`."""

    date_from: dt.date | None = None
    date_to: dt.date | None = None
    billing_key: str | None = None
    use_external_hours: bool = True


class HolidaysQuery(Query, frozen=True):
    """The parameters of `tempo-holidayList`: the first and last day, which default to those of the year."""

    date_from: dt.date | None = None
    date_to: dt.date | None = None


def query_pairs(req: Request) -> Pairs:
    """The query parameters, without empty ones."""
    try:
        return parse_qsl(req.query_string, errors="strict", max_num_fields=MAX_PARAMETERS)
    except ValueError:
        raise Invalid("", FaultCode.MALFORMED, f"the query string must be UTF-8 and have at most {MAX_PARAMETERS} parameters") from None


def form_fields(req: Request, max_bytes: int) -> dict[str, bytes]:
    """The fields of a posted form, as bytes, because an XML document declares its own encoding."""
    body = read_body(req, max_bytes)
    media_type = (req.content_type or URL_ENCODED).partition(";")[0].strip().lower()
    if media_type == URL_ENCODED:
        return _url_encoded(body)
    if media_type == MULTIPART:
        return _multipart(req, body)
    raise Invalid(
        "",
        FaultCode.MALFORMED,
        f"the XML must be sent as the parameter 'worklogs' of a form ({URL_ENCODED} or {MULTIPART}), not as {media_type}",
    )


def _url_encoded(body: bytes) -> dict[str, bytes]:
    try:
        pairs = parse_qsl(body.decode("latin-1"), encoding="latin-1", max_num_fields=MAX_PARAMETERS)
    except ValueError:
        raise Invalid("", FaultCode.TOO_LARGE, f"the form must have at most {MAX_PARAMETERS} fields") from None
    return {name: value.encode("latin-1") for name, value in pairs}


def _multipart(req: Request, body: bytes) -> dict[str, bytes]:
    form = MultipartFormHandler().deserialize(BytesIO(body), req.content_type, len(body))
    return {part.name: part.stream.read() for part in form if part.name}


def last_value(pairs: Pairs, name: str) -> str:
    """The last value of a parameter; empty if it is missing."""
    return dict(pairs).get(name, "")
