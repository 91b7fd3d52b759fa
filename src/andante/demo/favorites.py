"""Marks favorite issues of the users whose tokens the demo prints."""

from msgspec.structs import replace

from andante.kit.call import Caller
from andante.timekeeping.favorites import actions as favorites

from .company import Company
from .people import ADMINISTRATOR, MEMBER

ROUTINE = ("Daily stand-up", "Email and administration")


def mark_favorites(company: Company) -> None:
    for name in (ADMINISTRATOR, MEMBER):
        call = replace(company.call, caller=Caller(company.person(name).account_id))
        for summary in ROUTINE:
            favorites.add(call, company.routine[summary].key)
