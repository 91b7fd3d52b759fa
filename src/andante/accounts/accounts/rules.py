"""What an account is and what time it takes."""

import re
from collections.abc import Mapping
from typing import NamedTuple, TypeVar, get_args

from msgspec import Struct

from andante.accounts.customers.rules import CategoryRecord, CustomerRecord
from andante.directory.people.rules import UserRecord
from andante.directory.projects.rules import ProjectRecord
from andante.kit.errors import Fault, FaultCode, Invalid
from andante.kit.faults import shown

from .wire import AccountInput, AccountRow, ProjectKeys, Status

T = TypeVar("T")

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


class LinkedAccount(Struct, frozen=True):
    """An account with the ids of the projects that it is linked to, and whether it is their default."""

    account: AccountRecord
    projects: dict[int, bool]

    @property
    def defaults(self) -> set[int]:
        return {project for project, is_default in self.projects.items() if is_default}

    def without_default(self, project: int) -> "LinkedAccount":
        return LinkedAccount(self.account, {id: is_default and id != project for id, is_default in self.projects.items()})


class Known(NamedTuple):
    """What the rows of a file refer to, as far as it exists, by the names that they use."""

    users: Mapping[str, UserRecord]
    customers: Mapping[str, CustomerRecord]
    categories: Mapping[str, CategoryRecord]
    projects: Mapping[str, ProjectRecord]


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
        raise Invalid(
            "contactAccountId", FaultCode.INCONSISTENT, "and 'externalContactName' can't both be given: a contact is a user or external"
        )


def booking_faults(account: Bookable | None, key: str, project_id: int, *, closed_allowed: bool) -> list[Fault]:
    """What forbids to book time on issues of the project to the account of this key; `account` is None where there is none."""
    if account is None:
        return [Fault("", FaultCode.NOT_FOUND, f"Account {shown(key)} not found")]
    faults = []
    if account.status == "ARCHIVED":
        faults.append(Fault("", FaultCode.INACTIVE, f"Account '{key}' is ARCHIVED and takes no time"))
    elif account.status == "CLOSED" and not closed_allowed:
        faults.append(
            Fault("", FaultCode.INACTIVE, f"Account '{key}' is CLOSED and takes no time: logging on closed accounts is not allowed here")
        )
    if not account.is_global and project_id not in account.projects:
        faults.append(Fault("", FaultCode.INVALID_CHOICE, f"Account '{key}' is neither linked to the project of the issue nor global"))
    return faults


def keys_in(given: ProjectKeys | None) -> list[str]:
    """The keys of projects that a row names."""
    return [key for key in re.split(r"[\s,;]+", given) if key] if isinstance(given, str) else given or []


def merged(row: AccountRow, before: LinkedAccount | None, known: Known) -> tuple[LinkedAccount, list[Fault]]:
    """The account that a row makes of the present one, or of none, and what is wrong with that."""
    faults: list[Fault] = []
    old = before or LinkedAccount(_blank(row.key), {})
    account = _merged_account(row, old.account, known, faults)
    if not account.name:
        faults.append(Fault("name", FaultCode.REQUIRED, "is required for a new account"))
    if not account.lead_id and row.lead is None:
        faults.append(Fault("lead", FaultCode.REQUIRED, "is required for a new account"))
    if row.contact is not None and row.external_contact is not None:
        faults.append(
            Fault("contact", FaultCode.INCONSISTENT, "and 'external_contact' can't both be given: a contact is a user or external")
        )
    return LinkedAccount(account, _merged_projects(row, old.projects, known, faults)), faults


def _blank(key: str) -> AccountRecord:
    return AccountRecord(
        id=0,
        key=key,
        name="",
        status="OPEN",
        is_global=False,
        lead_id="",
        contact_id=None,
        external_contact_name=None,
        monthly_budget=None,
        customer=None,
        category=None,
    )


def _merged_account(row: AccountRow, old: AccountRecord, known: Known, faults: list[Fault]) -> AccountRecord:
    lead = _found(known.users, "lead", row.lead, faults)
    contact = _found(known.users, "contact", row.contact, faults)
    return AccountRecord(
        id=old.id,
        key=old.key,
        name=row.name or old.name,
        status=row.status or old.status,
        is_global=old.is_global if row.global_ is None else row.global_,
        lead_id=lead.account_id if lead else old.lead_id,
        contact_id=contact.account_id if contact else None if row.external_contact else old.contact_id,
        external_contact_name=row.external_contact or (None if contact else old.external_contact_name),
        monthly_budget=old.monthly_budget if row.monthly_budget is None else row.monthly_budget,
        customer=_found(known.customers, "customer_key", row.customer_key, faults) or old.customer,
        category=_found(known.categories, "category_key", row.category_key, faults) or old.category,
    )


def _merged_projects(row: AccountRow, old: Mapping[int, bool], known: Known, faults: list[Fault]) -> dict[int, bool]:
    """Those that it is linked to, and whether it is their default."""
    linked = list(old) if row.project_keys is None else _project_ids("project_keys", row.project_keys, known, faults)
    if row.default_projects is None:
        return {id: old.get(id, False) for id in linked}
    defaults = _project_ids("default_projects", row.default_projects, known, faults)
    keys = {project.id: key for key, project in known.projects.items()}
    faults += [
        Fault("default_projects", FaultCode.NOT_FOUND, f"names the project {keys[id]}, which the account is not linked to")
        for id in defaults
        if id not in linked
    ]
    return {id: id in defaults for id in linked}


def _project_ids(column: str, given: ProjectKeys, known: Known, faults: list[Fault]) -> list[int]:
    found = [_found(known.projects, column, key, faults) for key in keys_in(given)]
    return [project.id for project in found if project]


def _found(known: Mapping[str, T], column: str, named: str | None, faults: list[Fault]) -> T | None:
    """What the column names, or None; where nothing has that name, a fault more."""
    found = known.get(named) if named is not None else None
    if named is not None and found is None:
        faults.append(Fault(column, FaultCode.NOT_FOUND, f"names {shown(named)}, which does not exist"))
    return found
