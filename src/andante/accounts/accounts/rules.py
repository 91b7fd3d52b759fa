"""Accounts and their links as records, and the rules for contacts, for logging time on accounts, and for rows of import files."""

import re
from collections.abc import Mapping, Sequence
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
    """Whether an account is linked to a project. A global account is available without a link. Then `id` is the account's negative id."""

    id: int
    account_id: int
    project_id: int
    is_default: bool


class LinkedAccount(Struct, frozen=True):
    """An account with its linked projects. `projects`: whether the account is the default account, by project id."""

    account: AccountRecord
    projects: dict[int, bool]

    @property
    def defaults(self) -> set[int]:
        return {project for project, is_default in self.projects.items() if is_default}

    def without_default(self, project: int) -> "LinkedAccount":
        return LinkedAccount(self.account, {id: is_default and id != project for id, is_default in self.projects.items()})


class AccountReferences(NamedTuple):
    """The objects that the rows of an import file refer to, by the names in the rows."""

    users: Mapping[str, UserRecord]
    customers: Mapping[str, CustomerRecord]
    categories: Mapping[str, CategoryRecord]
    projects: Mapping[str, ProjectRecord]


class IssueAccountRecord(Struct, frozen=True, gc=False):
    """The issue's own account, which overrides its project's default."""

    issue_id: int
    account_id: int


class Bookable(NamedTuple):
    """The data of an account that decides whether time can be logged on it. `projects` are the ids of the linked projects, as far as they
    were queried."""

    id: int
    key: str
    status: str
    is_global: bool
    projects: frozenset[int]


def check_contact(input: AccountInput) -> None:
    if input.contact_account_id is not None and input.external_contact_name is not None:
        raise Invalid(
            "contactAccountId", FaultCode.INCONSISTENT, "and 'externalContactName' can't both be set: a contact is a user or external"
        )


def booking_faults(account: Bookable | None, key: str, project_id: int, *, closed_allowed: bool) -> list[Fault]:
    """The reasons why time on issues of the project can't be logged on an account. `account` is None if no account has this key."""
    if account is None:
        return [Fault("", FaultCode.NOT_FOUND, f"Account {shown(key)} not found")]
    faults = []
    if account.status == "ARCHIVED":
        faults.append(Fault("", FaultCode.INACTIVE, f"Account '{key}' is ARCHIVED, so no time can be logged on it"))
    elif account.status == "CLOSED" and not closed_allowed:
        faults.append(
            Fault(
                "", FaultCode.INACTIVE, f"Account '{key}' is CLOSED, and the global configuration doesn't allow logging on closed accounts"
            )
        )
    if not account.is_global and project_id not in account.projects:
        faults.append(Fault("", FaultCode.INVALID_CHOICE, f"Account '{key}' is neither linked to the project of the issue nor global"))
    return faults


def with_links(accounts: Sequence[AccountRecord], links: Sequence[LinkRecord]) -> list[LinkedAccount]:
    projects: dict[int, dict[int, bool]] = {}
    for link in links:
        projects.setdefault(link.account_id, {})[link.project_id] = link.is_default
    return [LinkedAccount(account, projects.get(account.id, {})) for account in accounts]


def split_keys(keys: ProjectKeys | None) -> list[str]:
    """The project keys in a column of an import file."""
    return [key for key in re.split(r"[\s,;]+", keys) if key] if isinstance(keys, str) else keys or []


def apply_row(row: AccountRow, before: LinkedAccount | None, references: AccountReferences) -> tuple[LinkedAccount, list[Fault]]:
    """Applies a row to the existing account or to a new one. Returns the result and the row's faults."""
    faults: list[Fault] = []
    old = before or LinkedAccount(_new_account(row.key), {})
    account = _apply_fields(row, old.account, references, faults)
    if not account.name:
        faults.append(Fault("name", FaultCode.REQUIRED, "is required for a new account"))
    if not account.lead_id and row.lead is None:
        faults.append(Fault("lead", FaultCode.REQUIRED, "is required for a new account"))
    if row.contact is not None and row.external_contact is not None:
        faults.append(Fault("contact", FaultCode.INCONSISTENT, "and 'external_contact' can't both be set: a contact is a user or external"))
    return LinkedAccount(account, _apply_projects(row, old.projects, references, faults)), faults


def _new_account(key: str) -> AccountRecord:
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


def _apply_fields(row: AccountRow, old: AccountRecord, references: AccountReferences, faults: list[Fault]) -> AccountRecord:
    lead = _find(references.users, "lead", row.lead, faults)
    contact = _find(references.users, "contact", row.contact, faults)
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
        customer=_find(references.customers, "customer_key", row.customer_key, faults) or old.customer,
        category=_find(references.categories, "category_key", row.category_key, faults) or old.category,
    )


def _apply_projects(row: AccountRow, old: Mapping[int, bool], references: AccountReferences, faults: list[Fault]) -> dict[int, bool]:
    """The linked projects after the row is applied: whether the account is the default account, by project id."""
    linked = list(old) if row.project_keys is None else _project_ids("project_keys", row.project_keys, references, faults)
    if row.default_projects is None:
        return {id: old.get(id, False) for id in linked}
    defaults = _project_ids("default_projects", row.default_projects, references, faults)
    keys = {project.id: key for key, project in references.projects.items()}
    faults += [
        Fault("default_projects", FaultCode.NOT_FOUND, f"names the project {keys[id]}, which the account is not linked to")
        for id in defaults
        if id not in linked
    ]
    return {id: id in defaults for id in linked}


def _project_ids(column: str, keys: ProjectKeys, references: AccountReferences, faults: list[Fault]) -> list[int]:
    found = [_find(references.projects, column, key, faults) for key in split_keys(keys)]
    return [project.id for project in found if project]


def _find(existing: Mapping[str, T], column: str, name: str | None, faults: list[Fault]) -> T | None:
    """The object with this name. None if there isn't a name. If the name is unknown, adds a fault of the column and returns None."""
    found = existing.get(name) if name is not None else None
    if name is not None and found is None:
        faults.append(Fault(column, FaultCode.NOT_FOUND, f"names {shown(name)}, which does not exist"))
    return found
