"""The tables of accounts and their links, and the SQL statements on them."""

from collections.abc import Collection, Sequence
from typing import Any

from msgspec.structs import replace
from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    Named,
    Select,
    String,
    Table,
    TypedColumns,
    UniqueConstraint,
    and_,
    bindparam,
    case,
    delete,
    false,
    func,
    insert,
    literal,
    select,
    union,
    update,
)
from sqlalchemy.sql.elements import ColumnElement

from andante.accounts.customers.rules import CategoryRecord, CustomerRecord
from andante.accounts.customers.store import account_categories, customers
from andante.directory.issues.store import issues
from andante.directory.people.store import users
from andante.directory.projects.store import projects
from andante.kit.changes import Entity
from andante.kit.db import AccountId, Key, in_values, insert_many, insert_row, metadata, page_by_id, refuse_if_used, where_not_null
from andante.kit.paging import Paging

from .rules import STATUSES, AccountRecord, Bookable, IssueAccountRecord, LinkRecord
from .wire import AccountSearchInput


class AccountColumns(TypedColumns):
    """The contact is a user (`contact_id`), an external person (`external_contact_name`) or missing."""

    id: Named[int] = Column(Key, primary_key=True)
    key: Named[str] = Column(String(255), nullable=False, unique=True)
    name: Named[str] = Column(String(255), nullable=False)
    status: Named[str] = Column(String(10), CheckConstraint(f"status IN {STATUSES}", name="status"), nullable=False)
    is_global: Named[bool] = Column(Boolean, nullable=False)
    lead_id: Named[str] = Column(AccountId, ForeignKey(users.c.account_id), nullable=False)
    contact_id: Named[str | None] = Column(AccountId, ForeignKey(users.c.account_id))
    external_contact_name: Named[str | None] = Column(
        String(255), CheckConstraint("contact_id IS NULL OR external_contact_name IS NULL", name="one_contact")
    )
    monthly_budget: Named[int | None] = Column(Integer, CheckConstraint("monthly_budget >= 0", name="monthly_budget"))
    customer_id: Named[int | None] = Column(Key, ForeignKey(customers.c.id))
    category_id: Named[int | None] = Column(Key, ForeignKey(account_categories.c.id))


accounts = Table("accounts", metadata, AccountColumns, sqlite_autoincrement=True)
_a = accounts.c
Index("ix_accounts_lead_id", _a.lead_id)
Index("ix_accounts_contact_id", _a.contact_id, **where_not_null(_a.contact_id))
Index("ix_accounts_customer_id", _a.customer_id, _a.id, **where_not_null(_a.customer_id))
Index("ix_accounts_category_id", _a.category_id, **where_not_null(_a.category_id))


class AccountLinkColumns(TypedColumns):
    id: Named[int] = Column(Key, primary_key=True)
    account_id: Named[int] = Column(Key, ForeignKey(accounts.c.id), nullable=False)
    project_id: Named[int] = Column(Key, ForeignKey(projects.c.id), nullable=False)
    is_default: Named[bool] = Column(Boolean, nullable=False)


account_links = Table(
    "account_links", metadata, AccountLinkColumns, UniqueConstraint("account_id", "project_id"), sqlite_autoincrement=True
)
_l = account_links.c
Index("ix_account_links_project_id", _l.project_id)
Index("uq_account_links_default", _l.project_id, unique=True, sqlite_where=_l.is_default, postgresql_where=_l.is_default)


class IssueAccountColumns(TypedColumns):
    """The accounts of issues that don't use the default account of their project."""

    issue_id: Named[int] = Column(Key, ForeignKey(issues.c.id, ondelete="CASCADE"), primary_key=True, autoincrement=False)
    account_id: Named[int] = Column(Key, ForeignKey(accounts.c.id), nullable=False, index=True)


issue_accounts = Table("issue_accounts", metadata, IssueAccountColumns)
_i = issue_accounts.c
_issues = issues.alias("issues_of_accounts")

_COPIED = ("id", "key", "name", "status", "is_global", "lead_id", "contact_id", "external_contact_name", "monthly_budget")
_account = (
    select(
        *(accounts.c[name] for name in _COPIED),
        customers.c.id.label("customer_id"),
        customers.c.key.label("customer_key"),
        customers.c.name.label("customer_name"),
        account_categories.c.id.label("category_id"),
        account_categories.c.key.label("category_key"),
        account_categories.c.name.label("category_name"),
        account_categories.c.type.label("category_type"),
    )
    .outerjoin(customers, customers.c.id == _a.customer_id)
    .outerjoin(account_categories, account_categories.c.id == _a.category_id)
)
_account_by_id = _account.where(_a.id == bindparam("id"))
_account_by_key = _account.where(_a.key == bindparam("key"))
_change_account = update(accounts).where(_a.id == bindparam("record_id"))
_ids_for_upsert = union(
    select(_a.id).where(in_values(_a.key, "keys")),
    select(_l.account_id).where(in_values(_l.project_id, "project_ids"), _l.is_default),
)
_accounts_for_upsert = _account.where(_a.id.in_(_ids_for_upsert))
_link = select(account_links)
_links_of_accounts = _link.where(in_values(_l.account_id, "account_ids"))
_set_default = update(account_links).where(_l.id == bindparam("record_id"))
_link_by_id = _link.where(_l.id == bindparam("id"))
_links_of_account = _link.where(_l.account_id == bindparam("account_id"))
_links_of_project = _link.where(_l.project_id == bindparam("project_id")).order_by(_l.id)
_bookable = (
    select(_a.id, _a.key, _a.status, _a.is_global, _l.project_id)
    .outerjoin(account_links, and_(_l.account_id == _a.id, in_values(_l.project_id, "project_ids")))
    .where(in_values(_a.key, "keys"))
)


def account_by_id(db: Connection, id: int) -> AccountRecord | None:
    row = db.execute(_account_by_id, {"id": id}).one_or_none()
    return _record(row) if row else None


def account_by_key(db: Connection, key: str) -> AccountRecord | None:
    row = db.execute(_account_by_key, {"key": key}).one_or_none()
    return _record(row) if row else None


def all_accounts(db: Connection) -> list[AccountRecord]:
    """All accounts, by key."""
    return [_record(row) for row in db.execute(_account.order_by(_a.key))]


def accounts_for_upsert(db: Connection, keys: Collection[str], project_ids: Collection[int]) -> list[AccountRecord]:
    """The accounts with these keys, and the default accounts of these projects."""
    return [_record(row) for row in db.execute(_accounts_for_upsert, {"keys": list(keys), "project_ids": list(project_ids)})]


def page(db: Connection, search: AccountSearchInput, paging: Paging, customer_id: int | None = None) -> list[AccountRecord]:
    """The requested page plus one row, oldest first. `customer_id` limits it to the accounts of one customer."""
    query = _account
    if search.ids:
        query = query.where(in_values(_a.id, search.ids))
    if search.keys:
        query = query.where(in_values(_a.key, search.keys))
    if search.statuses:
        query = query.where(_a.status.in_(set(search.statuses)))
    if search.global_ is not None:
        query = query.where(_a.is_global.is_(search.global_))
    if customer_id is not None:
        query = query.where(_a.customer_id == customer_id)
    return [_record(row) for row in db.execute(page_by_id(query, _a.id, paging))]


def _record(row: Any) -> AccountRecord:
    return AccountRecord(
        **{name: getattr(row, name) for name in _COPIED},
        customer=CustomerRecord(row.customer_id, row.customer_key, row.customer_name) if row.customer_id else None,
        category=CategoryRecord(row.category_id, row.category_key, row.category_name, row.category_type) if row.category_id else None,
    )


def bookable(db: Connection, keys: Collection[str], project_ids: Collection[int]) -> dict[str, Bookable]:
    """The accounts with these keys, each with its links to these projects. Unknown keys are left out."""
    found: dict[str, Bookable] = {}
    for row in db.execute(_bookable, {"keys": list(keys), "project_ids": list(project_ids)}):
        linked = {row.project_id} if row.project_id else set[int]()
        others = found[row.key].projects if row.key in found else frozenset[int]()
        found[row.key] = Bookable(row.id, row.key, row.status, row.is_global, others | linked)
    return found


def choices(db: Connection, issue_id: int, project_id: int) -> list[tuple[str, str, str, bool]]:
    """The accounts that aren't archived and are global or linked to the project: key, name, status and whether it is the account of the
    issue or else the default account of the project. By name."""
    own = select(issue_accounts.c.account_id).where(issue_accounts.c.issue_id == issue_id).scalar_subquery()
    default = case((own.is_not(None), _a.id == own), else_=func.coalesce(_l.is_default, false()))
    query = (
        select(_a.key, _a.name, _a.status, default)
        .outerjoin(account_links, and_(_l.account_id == _a.id, _l.project_id == project_id))
        .where(_a.status != "ARCHIVED", _a.is_global | _l.id.is_not(None))
    )
    return [(key, name, status, bool(default)) for key, name, status, default in db.execute(query.order_by(_a.name, _a.key))]


def add_account(db: Connection, account: AccountRecord) -> int:
    """Returns the new id."""
    return insert_row(db, accounts, _columns(account))


def change_account(db: Connection, account: AccountRecord) -> None:
    db.execute(update(accounts).where(_a.id == account.id).values(_columns(account)))


def add_accounts(db: Connection, records: Sequence[AccountRecord]) -> list[AccountRecord]:
    """Returns the accounts with their new ids."""
    ids = insert_many(db, accounts, [_columns(account) for account in records]) if records else []
    return [replace(account, id=id) for account, id in zip(records, ids, strict=True)]


def change_accounts(db: Connection, records: Sequence[AccountRecord]) -> None:
    if records:
        db.execute(_change_account, [_columns(account) | {"record_id": account.id} for account in records])


def _columns(account: AccountRecord) -> dict[str, Any]:
    columns = {name: getattr(account, name) for name in _COPIED if name != "id"}
    return columns | {
        "customer_id": account.customer.id if account.customer else None,
        "category_id": account.category.id if account.category else None,
    }


def remove_account(db: Connection, account: AccountRecord) -> None:
    """Raises Invalid if it is in use."""
    refuse_if_used(db, _a.id, account.id, f"The account '{account.key}'")
    db.execute(delete(accounts).where(_a.id == account.id))


def link_by_id(db: Connection, id: int) -> LinkRecord | None:
    row = db.execute(_link_by_id, {"id": id}).one_or_none()
    return LinkRecord(*row) if row else None


def link_between(db: Connection, account_id: int, project_id: int) -> LinkRecord | None:
    row = db.execute(_link.where(_l.account_id == account_id, _l.project_id == project_id)).one_or_none()
    return LinkRecord(*row) if row else None


def links_of_account(db: Connection, account_id: int, paging: Paging) -> list[LinkRecord]:
    """The requested page plus one row, oldest first."""
    rows = db.execute(page_by_id(_links_of_account, _l.id, paging), {"account_id": account_id})
    return [LinkRecord(*row) for row in rows]


def links_of_project(db: Connection, project_id: int) -> list[LinkRecord]:
    return [LinkRecord(*row) for row in db.execute(_links_of_project, {"project_id": project_id})]


def global_accounts_without_link(db: Connection, project_id: int) -> list[int]:
    """The ids of the global accounts that are not archived and have no link of their own to the project."""
    linked = select(_l.account_id).where(_l.project_id == project_id)
    return list(db.scalars(select(_a.id).where(_a.is_global, _a.status != "ARCHIVED", _a.id.not_in(linked)).order_by(_a.id)))


def default_link_of(db: Connection, project_id: int) -> LinkRecord | None:
    row = db.execute(_link.where(_l.project_id == project_id, _l.is_default)).one_or_none()
    return LinkRecord(*row) if row else None


def add_link(db: Connection, account_id: int, project_id: int, *, is_default: bool) -> LinkRecord:
    values = {"account_id": account_id, "project_id": project_id, "is_default": is_default}
    id = insert_row(db, account_links, values)
    return LinkRecord(id, account_id, project_id, is_default)


def set_default(db: Connection, link_id: int, *, is_default: bool) -> None:
    db.execute(update(account_links).where(_l.id == link_id).values(is_default=is_default))


def all_links(db: Connection) -> list[LinkRecord]:
    return [LinkRecord(*row) for row in db.execute(_link.order_by(_l.id))]


def links_of_accounts(db: Connection, account_ids: Collection[int]) -> list[LinkRecord]:
    return [LinkRecord(*row) for row in db.execute(_links_of_accounts, {"account_ids": list(account_ids)})]


def add_links(db: Connection, records: Sequence[LinkRecord]) -> list[LinkRecord]:
    """Returns the links with their new ids."""
    rows = [{"account_id": link.account_id, "project_id": link.project_id, "is_default": link.is_default} for link in records]
    ids = insert_many(db, account_links, rows) if rows else []
    return [replace(link, id=id) for link, id in zip(records, ids, strict=True)]


def set_defaults(db: Connection, records: Sequence[LinkRecord]) -> None:
    """Updates `is_default`. Clears old defaults first, because a unique index allows only one default for each project."""
    if records:
        rows = [{"record_id": link.id, "is_default": link.is_default} for link in sorted(records, key=lambda link: link.is_default)]
        db.execute(_set_default, rows)


def remove_links(db: Connection, ids: Collection[int]) -> None:
    if ids:
        db.execute(delete(account_links).where(in_values(_l.id, ids)))


def remove_link(db: Connection, id: int) -> None:
    db.execute(delete(account_links).where(_l.id == id))


def account_id_of_issue(db: Connection, issue_id: int) -> int | None:
    """The issue's own account. None if it doesn't have one."""
    return db.scalar(select(_i.account_id).where(_i.issue_id == issue_id))


def set_account_of_issue(db: Connection, issue_id: int, account_id: int | None) -> None:
    """Sets the issue's own account. None clears it."""
    db.execute(delete(issue_accounts).where(_i.issue_id == issue_id))
    if account_id is not None:
        db.execute(insert(issue_accounts).values(issue_id=issue_id, account_id=account_id))


def issue_ids_of(account_id: int) -> Select[int]:
    """A subquery for the ids of the account's issues. They have this account of their own; or they have no own account, and their
    project has this one as its default."""
    own = select(_i.issue_id).where(_i.account_id == account_id)
    by_default = (
        select(issues.c.id)
        .join(account_links, _l.project_id == issues.c.project_id)
        .where(_l.account_id == account_id, _l.is_default, ~select(literal(1)).where(_i.issue_id == issues.c.id).exists())
    )
    return select(union(own, by_default).subquery().c[0])


ACCOUNT = Entity("account", "Account", AccountRecord)
ACCOUNT_LINK = Entity("accountlink", "Link of an account to a project", LinkRecord)
ISSUE_ACCOUNT = Entity("issueaccount", "Account of an issue", IssueAccountRecord, key="issue id")


def has_account(issue_id: ColumnElement[int]) -> ColumnElement[bool]:
    """The condition that time on an issue has an account without naming one: the issue's own, or the default of its project."""
    own = select(_i.issue_id).where(_i.issue_id == issue_id).exists()
    default = select(_l.id).join(_issues, _issues.c.project_id == _l.project_id).where(_issues.c.id == issue_id, _l.is_default).exists()
    return own | default
