"""`tempo-billingKeyList` and `tempo-holidayList`: list accounts and holidays for external systems."""

import datetime as dt
from collections.abc import Iterator

from falcon import Request, Response

from andante.accounts.accounts import queries as accounts
from andante.accounts.accounts.rules import LinkedAccount
from andante.directory.people import queries as people
from andante.directory.projects import queries as projects
from andante.kit.call import Call
from andante.kit.clock import check_span
from andante.kit.decode import query_group
from andante.schedules.holidays import actions as holidays
from andante.schedules.holidays import queries as holiday_queries
from andante.schedules.holidays.rules import by_day
from andante.servlets.exports.rules import hours

from . import xml_writer
from .access import ServletAccess
from .export_columns import Value
from .parameters import TOKEN_PARAMETER, HolidaysQuery, last_value, query_pairs
from .worklogs import XML

ENABLED = {"CLOSED": "2", "OPEN": "3"}
"""The attribute `enabled` by the status of an account. Archived accounts are not listed."""


class BillingKeys:
    """`tempo-billingKeyList`."""

    def __init__(self, access: ServletAccess) -> None:
        self.access = access

    def on_get(self, req: Request, resp: Response) -> None:
        with self.access.reading(req, last_value(query_pairs(req), TOKEN_PARAMETER)) as call:
            elements = list(_billing_keys(call))
        resp.content_type, resp.data = XML, b"".join(xml_writer.document("billing_keys", {}, elements))


class Holidays:
    """`tempo-holidayList`."""

    def __init__(self, access: ServletAccess) -> None:
        self.access = access

    def on_get(self, req: Request, resp: Response) -> None:
        pairs = query_pairs(req)
        with self.access.reading(req, last_value(pairs, TOKEN_PARAMETER)) as call:
            query = query_group(HolidaysQuery, pairs)
            year = (query.date_from or query.date_to or call.today).year
            first, last = query.date_from or dt.date(year, 1, 1), query.date_to or dt.date(year, 12, 31)
            check_span(first, last)
            elements = list(_holidays(call, first, last))
        attributes = {"date_from": str(first), "date_to": str(last)}
        resp.content_type, resp.data = XML, b"".join(xml_writer.document("holidays", attributes, elements))


def _billing_keys(call: Call) -> Iterator[str]:
    found = [linked for linked in accounts.list_linked(call) if linked.account.status in ENABLED]
    keys = {project.id: project.key for project in projects.list_all(call)}
    leads = people.by_ids(call, {linked.account.lead_id for linked in found})
    for linked in found:
        lead = leads[linked.account.lead_id]
        contact = {"responsable": lead.display_name, "responsable_initials": lead.name or lead.account_id}
        attributes = _account_attributes(linked, keys) | contact
        yield xml_writer.empty_element("billing_key", attributes)


def _account_attributes(linked: LinkedAccount, keys: dict[int, str]) -> dict[str, str]:
    account = linked.account
    return {
        "key": account.key,
        "name": account.name,
        "client": account.customer.key if account.customer else "",
        "client_name": account.customer.name if account.customer else "",
        "project_key_list": ",".join(sorted(keys[id] for id in linked.projects)),
        "category": account.category.name if account.category else "",
        "category_code": account.category.key if account.category else "",
        "enabled": ENABLED[account.status],
    }


def _holidays(call: Call, first: dt.date, last: dt.date) -> Iterator[str]:
    schemes = {scheme.id: scheme.name for scheme in holidays.list_all(call)}
    found = by_day(holiday_queries.between(call, schemes, first, last), first, last)
    for day in sorted(found):
        for holiday in found[day]:
            values: dict[str, Value] = {
                "date": day,
                "name": holiday.name,
                "duration": hours(holiday.duration_seconds),
                "scheme_id": holiday.scheme_id,
                "scheme": schemes[holiday.scheme_id],
            }
            yield xml_writer.element("holiday", values)
