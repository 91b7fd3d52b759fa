"""What an account is and what time it takes."""

from typing import NamedTuple, get_args

from msgspec import Struct

from ..customers.rules import CategoryRecord, CustomerRecord
from ..kit.errors import Invalid
from ..kit.faults import shown
from .wire import AccountInput, Status

STATUSES: tuple[str, ...] = get_args(Status)


class AccountRecord(Struct, frozen=True, kw_only=True):
    id: int
    key: str
    name: str
    status: str
    is_global: bool
    lead_id: str
    contact_id: str | None
    external_contact_name: str | None
    monthly_budget: int | None
    customer: CustomerRecord | None
    category: CategoryRecord | None


class LinkRecord(Struct, frozen=True, gc=False):
    """Where a global account has no link of its own, `id` is the negative id of the account."""

    id: int
    account_id: int
    project_id: int
    is_default: bool


class IssueAccountRecord(Struct, frozen=True, gc=False):
    """The account that an issue carries itself."""

    issue_id: int
    account_id: int


class Bookable(NamedTuple):
    """An account as far as time is concerned: `projects` are those asked about that it is linked to."""

    id: int
    key: str
    status: str
    is_global: bool
    projects: frozenset[int]


def check_contact(given: AccountInput) -> None:
    if given.contact_account_id is not None and given.external_contact_name is not None:
        raise Invalid("'contactAccountId' and 'externalContactName' can't both be given: a contact is a user or external")


def booking_faults(account: Bookable | None, key: str, project_id: int, *, closed_allowed: bool) -> list[str]:
    """What forbids to book time on issues of the project to the account of this key; `account` is None where there is none."""
    if account is None:
        return [f"Account {shown(key)} not found"]
    faults = []
    if account.status == "ARCHIVED":
        faults.append(f"Account '{key}' is ARCHIVED and takes no time")
    elif account.status == "CLOSED" and not closed_allowed:
        faults.append(f"Account '{key}' is CLOSED and takes no time: logging on closed accounts is not allowed here")
    if not account.is_global and project_id not in account.projects:
        faults.append(f"Account '{key}' is neither linked to the project of the issue nor global")
    return faults
