"""Request and response bodies, operations and import rows for accounts and account links."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from andante.accounts.customers.wire import CUSTOMERS, Category, Customer
from andante.directory.projects.wire import ProjectKey
from andante.kit.operation import Group
from andante.kit.paging import FIRST_PAGE, Paging
from andante.kit.refs import UserRef
from andante.kit.wire import MAX_INT32, Id, Ids, Key, Keys, Link, Name, Page, Query, Results, Wire, one_of
from andante.scopes import Scope

ACCOUNTS = Group("Accounts", view=Scope.ACCOUNTS_VIEW, manage=Scope.ACCOUNTS_MANAGE)
ACCOUNT_LINKS = Group("Account - Links", view=Scope.ACCOUNTS_VIEW, manage=Scope.ACCOUNTS_MANAGE)

Status = Literal["CLOSED", "OPEN", "ARCHIVED"]
AccountKey = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=255,
        pattern=r"^(?!(\.|\.\.|search)\Z)[A-Za-z0-9_.-]+\Z",
        description="1 to 255 letters, digits, '_', '.' and '-', and not 'search', '.' or '..'",
    ),
]


class AccountInput(Wire, kw_only=True):
    """The contact is a user or an external person, who has only a name. The key of an existing account can't change."""

    key: AccountKey
    name: Name
    status: Status
    lead_account_id: Key
    contact_account_id: Key | None = None
    external_contact_name: Name | None = None
    customer_key: Key | None = None
    category_key: Key | None = None
    monthly_budget: Annotated[int, Meta(ge=0, le=MAX_INT32)] | None = None
    global_: bool | None = None


ProjectKeys = Annotated[str, Meta(max_length=32_767, description="keys of projects, separated by commas")] | list[ProjectKey]


class AccountRow(Struct, kw_only=True, rename={"global_": "global"}):
    """An account in an import file, identified by its key. `lead` and `contact` are account ids, emails or user names. `project_keys` are
    all linked projects; `default_projects` are the linked projects that have this account as their default. Missing fields of an existing
    account don't change; those of a new account get their defaults."""

    key: AccountKey
    name: Name | None = None
    status: Status | None = None
    global_: bool | None = None
    customer_key: Key | None = None
    category_key: Key | None = None
    lead: Key | None = None
    contact: Key | None = None
    external_contact: Name | None = None
    monthly_budget: Annotated[int, Meta(ge=0, le=MAX_INT32)] | None = None
    project_keys: ProjectKeys | None = None
    default_projects: ProjectKeys | None = None


class AccountSearchInput(Wire, kw_only=True):
    """An account must match all fields, and at least one value of each field. Without `statuses`, the results include archived
    accounts."""

    ids: Ids | None = None
    keys: Keys | None = None
    statuses: Annotated[list[Status], Meta(max_length=100)] | None = None
    global_: bool | None = None


class Contact(Wire, kw_only=True):
    """A USER has an `accountId`; an EXTERNAL contact has a `displayName`."""

    type: Annotated[str, one_of("USER", "EXTERNAL")]
    account_id: str | None = None
    self_: str | None = None
    display_name: str | None = None


class Account(Wire, kw_only=True):
    self_: str
    id: int
    key: str
    name: str
    status: Annotated[str, one_of("CLOSED", "OPEN", "ARCHIVED")]
    global_: bool
    lead: UserRef
    links: Link
    contact: Contact | None = None
    customer: Customer | None = None
    category: Category | None = None
    monthly_budget: int | None = None


class AccountLinkInput(Wire, kw_only=True):
    """Links an account to a project. A default link replaces the project's previous default."""

    account_key: Key
    scope_id: Id
    scope_type: Literal["PROJECT"]
    default: bool | None = None


class AccountLinkScope(Wire, kw_only=True):
    self_: str
    id: int
    type: Annotated[str, one_of("PROJECT")]


class AccountLink(Wire, kw_only=True):
    """A global account doesn't need a link. If it is listed for a project without a link, `id` is the negative id of the account."""

    self_: str
    id: int
    account: Link
    scope: AccountLinkScope
    default: bool


class ProjectLinkFilter(Query, frozen=True):
    """`includeGlobalAccounts` adds the global accounts that have no link of their own and are not archived."""

    include_global_accounts: bool = False


LINKED_ONLY = ProjectLinkFilter()


@ACCOUNTS.reads("GET", "/4/accounts")
def get_accounts(paging: Paging = FIRST_PAGE) -> Page[Account]:
    """Retrieve all accounts that are OPEN or CLOSED."""


@ACCOUNTS.writes("POST", "/4/accounts", refuses=(404,))
def create_account(body: AccountInput) -> Account:
    """Create an account."""


@ACCOUNTS.reads("POST", "/4/accounts/search")
def search_accounts(body: AccountSearchInput, paging: Paging = FIRST_PAGE) -> Page[Account]:
    """Search accounts by ids, keys, statuses and whether they are global."""


@ACCOUNTS.reads("GET", "/4/accounts/{id}")
def get_account_by_id(id: Id) -> Account:
    """Retrieve an account by id."""


@ACCOUNTS.writes("PUT", "/4/accounts/{key}")
def update_account(key: str, body: AccountInput) -> Account:
    """Update the account with this key."""


@ACCOUNTS.writes("DELETE", "/4/accounts/{key}", refuses=(400,))
def delete_account(key: str) -> None:
    """Delete the account with this key. Refused if it is linked or has worklogs; archive it instead."""


@ACCOUNTS.reads("GET", "/4/accounts/{key}/links")
def get_account_links(key: str, paging: Paging = FIRST_PAGE) -> Page[AccountLink]:
    """Retrieve the links of the account with this key."""


@CUSTOMERS.reads("GET", "/4/customers/{id}/accounts")
def get_customer_accounts(id: Id, paging: Paging = FIRST_PAGE) -> Page[Account]:
    """Retrieve the accounts of a customer, with any status."""


@ACCOUNT_LINKS.writes("POST", "/4/account-links", refuses=(404,))
def create_link(body: AccountLinkInput) -> AccountLink:
    """Link an account to a project."""


@ACCOUNT_LINKS.reads("GET", "/4/account-links/project/{id}")
def get_links_by_project(id: int | str, filter: ProjectLinkFilter = LINKED_ONLY) -> Results[AccountLink]:
    """Retrieve the account links of a project, by id or key."""


@ACCOUNT_LINKS.reads("GET", "/4/account-links/{id}")
def get_link(id: Id) -> AccountLink:
    """Retrieve an account link."""


@ACCOUNT_LINKS.writes("DELETE", "/4/account-links/{id}")
def delete_link(id: Id) -> None:
    """Delete an account link. Worklogs keep the account."""


@ACCOUNT_LINKS.writes("PATCH", "/4/account-links/{id}/make-default")
def patch_link(id: Id) -> None:
    """Make a link the default of its project. It replaces the previous default."""
