"""The query parameters of the servlets."""

import datetime as dt
from typing import Literal
from urllib.parse import parse_qsl

from falcon import Request

from andante.kit.decode import MAX_PARAMETERS
from andante.kit.errors import FaultCode, Invalid
from andante.kit.wire import Query
from andante.servlets.exports.rules import Detail

Pairs = list[tuple[str, str]]
TOKEN_PARAMETER = "tempoApiToken"  # noqa: S105
"""The name of the parameter that contains the token."""


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


def last_value(pairs: Pairs, name: str) -> str:
    """The last value of a parameter; empty if it is missing."""
    return dict(pairs).get(name, "")
