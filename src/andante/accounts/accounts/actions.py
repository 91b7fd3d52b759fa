"""What one may do with accounts and their links. Everybody may read them."""

from collections.abc import Collection, Mapping, Sequence

import msgspec

from andante.accounts.customers import actions as customers
from andante.accounts.customers.rules import check_key_stays
from andante.directory.issues.rules import IssueRecord
from andante.directory.people import actions as people
from andante.directory.projects import actions as projects
from andante.directory.projects.rules import ProjectRecord
from andante.kit.call import Call
from andante.kit.changes import Action
from andante.kit.db import lock
from andante.kit.errors import FaultCode, Invalid, NotFound
from andante.kit.lookup import require_found, require_reference
from andante.kit.paging import Paging
from andante.kit.upserts import Outcome, Upsert
from andante.scopes import Permission

from . import rules, store
from .rules import AccountRecord, Bookable, IssueAccountRecord, Known, LinkedAccount, LinkRecord
from .wire import AccountInput, AccountLinkInput, AccountRow, AccountSearchInput, Status


def page(call: Call, asked: AccountSearchInput, paging: Paging) -> list[AccountRecord]:
    return store.page(call.db, asked, paging)


def page_of_customer(call: Call, customer_id: int, paging: Paging) -> list[AccountRecord]:
    """NotFound where there is no such customer."""
    customer = customers.find_customer(call, customer_id)
    return store.page(call.db, AccountSearchInput(), paging, customer.id)


def find(call: Call, id: int) -> AccountRecord:
    """The account in a path: NotFound where there is none."""
    return require_found(store.account_by_id(call.db, id), "Account", id)


def find_by_key(call: Call, key: str) -> AccountRecord:
    """The same, by key."""
    return require_found(store.account_by_key(call.db, key), "Account", key)


def find_given(call: Call, key: str, field: str) -> AccountRecord:
    """The account that a body names in `field`: Invalid where there is none."""
    return require_reference(store.account_by_key(call.db, key), field, "account", key)


def bookable(call: Call, keys: Collection[str], project_ids: Collection[int]) -> dict[str, Bookable]:
    """Those of these accounts that exist, by key, as `rules.booking_faults` wants them. Asks nothing where there are no keys."""
    return store.bookable(call.db, keys, project_ids) if keys else {}


def create(call: Call, given: AccountInput) -> AccountRecord:
    _require_manage(call, "create accounts")
    if store.account_by_key(call.db, given.key):
        raise Invalid("key", FaultCode.DUPLICATE, f"Account with this key already exists: '{given.key}'")
    account = _resolved(call, 0, given)
    account = msgspec.structs.replace(account, id=store.add_account(call.db, account))
    call.record(store.ACCOUNT, account.id, Action.CREATED, after=account)
    return account


def change(call: Call, key: str, given: AccountInput) -> AccountRecord:
    """Replaces everything but the key."""
    _require_manage(call, "change accounts")
    before = find_by_key(call, key)
    check_key_stays("account", key, given.key)
    return _replace(call, before, _resolved(call, before.id, given))


def set_status(call: Call, key: str, status: Status) -> AccountRecord:
    """Closes, archives or opens an account; the rest stays."""
    _require_manage(call, "change accounts")
    before = find_by_key(call, key)
    return _replace(call, before, msgspec.structs.replace(before, status=status))


def _replace(call: Call, before: AccountRecord, after: AccountRecord) -> AccountRecord:
    store.change_account(call.db, after)
    call.record(store.ACCOUNT, after.id, Action.UPDATED, before=before, after=after)
    return after


def _resolved(call: Call, id: int, given: AccountInput) -> AccountRecord:
    """The account as it will be stored, with its references found."""
    rules.check_contact(given)
    lead = people.find_given(call, given.lead_account_id, "leadAccountId")
    contact = people.find_given(call, given.contact_account_id, "contactAccountId") if given.contact_account_id else None
    return AccountRecord(
        id=id,
        key=given.key,
        name=given.name,
        status=given.status,
        is_global=bool(given.global_),
        lead_id=lead.account_id,
        contact_id=contact.account_id if contact else None,
        external_contact_name=given.external_contact_name,
        monthly_budget=given.monthly_budget,
        customer=customers.find_given_customer(call, given.customer_key, "customerKey") if given.customer_key else None,
        category=customers.find_given_category(call, given.category_key, "categoryKey") if given.category_key else None,
    )


def remove(call: Call, key: str) -> None:
    """Invalid while it is linked, an issue carries it, or worklogs have it."""
    _require_manage(call, "delete accounts")
    account = find_by_key(call, key)
    store.remove_account(call.db, account)
    call.record(store.ACCOUNT, account.id, Action.DELETED, before=account)


def every(call: Call) -> list[LinkedAccount]:
    """All accounts with their links, by key, archived ones too."""
    links = store.all_links(call.db)
    return _linked(store.all_accounts(call.db), links)


def put_all(call: Call, given: Sequence[AccountRow]) -> list[Outcome]:
    """Adds those that are new and changes those that are there, with their links. What is wrong with one keeps only that
    one out. Of several that are the default of a project, the last is."""
    _require_manage(call, "change accounts")
    known = _known(call, given)
    claimed = [known.projects[key].id for row in given for key in rules.keys_in(row.default_projects) if key in known.projects]
    there = store.accounts_named(call.db, {row.key for row in given}, claimed)
    links = store.links_of_accounts(call.db, [account.id for account in there])
    upsert = Upsert({one.account.key: one for one in _linked(there, links)})
    owners = {project: key for key, one in upsert.after.items() for project in one.defaults}
    outcomes = []
    for row in given:
        linked, faults = rules.merged(row, upsert.after.get(row.key), known)
        outcomes.append(upsert.add(row.key, linked, faults))
        if not faults:
            _take_defaults(upsert.after, owners, row.key)
    created = store.add_accounts(call.db, [one.account for one in upsert.created])
    changed = [(before.account, after.account) for before, after in upsert.updated if before.account != after.account]
    store.change_accounts(call.db, [after for _, after in changed])
    call.record_created(store.ACCOUNT, created)
    call.record_updated(store.ACCOUNT, changed)
    ids = {account.key: account.id for account in [*there, *created]}
    _put_links(call, links, {(ids[key], id): is_default for key, one in upsert.after.items() for id, is_default in one.projects.items()})
    return outcomes


def _known(call: Call, given: Sequence[AccountRow]) -> Known:
    return Known(
        people.look_up_all(call, {name for row in given for name in (row.lead, row.contact) if name}),
        customers.customers_by_key(call, {row.customer_key for row in given if row.customer_key}),
        customers.categories_by_key(call, {row.category_key for row in given if row.category_key}),
        projects.by_keys(call, {key for row in given for key in rules.keys_in(row.project_keys) + rules.keys_in(row.default_projects)}),
    )


def _linked(accounts: Sequence[AccountRecord], links: Sequence[LinkRecord]) -> list[LinkedAccount]:
    projects: dict[int, dict[int, bool]] = {}
    for one in links:
        projects.setdefault(one.account_id, {})[one.project_id] = one.is_default
    return [LinkedAccount(account, projects.get(account.id, {})) for account in accounts]


def _take_defaults(after: dict[str, LinkedAccount], owners: dict[int, str], key: str) -> None:
    """Of the projects whose default an account is now, no other one is."""
    for project in after[key].defaults:
        other = owners.get(project, key)
        if other != key:
            after[other] = after[other].without_default(project)
        owners[project] = key


def _put_links(call: Call, there: Sequence[LinkRecord], wanted: Mapping[tuple[int, int], bool]) -> None:
    """Makes the links of some accounts those that are wanted: whether it is the default, by account and project."""
    before = {(one.account_id, one.project_id): one for one in there}
    removed = [one for pair, one in before.items() if pair not in wanted]
    changed = [(one, msgspec.structs.replace(one, is_default=wanted[pair])) for pair, one in before.items() if pair in wanted]
    changed = [(old, new) for old, new in changed if old != new]
    store.remove_links(call.db, [one.id for one in removed])
    store.set_defaults(call.db, [new for _, new in changed])
    added = store.add_links(call.db, [LinkRecord(0, *pair, is_default) for pair, is_default in wanted.items() if pair not in before])
    call.record_deleted(store.ACCOUNT_LINK, removed)
    call.record_updated(store.ACCOUNT_LINK, changed)
    call.record_created(store.ACCOUNT_LINK, added)


def links_of_account(call: Call, key: str, paging: Paging) -> list[LinkRecord]:
    return store.links_of_account(call.db, find_by_key(call, key).id, paging)


def links_of_project(call: Call, named: int | str, *, include_global: bool) -> list[LinkRecord]:
    """The links of a project; on demand also the global accounts, which are linked everywhere."""
    project = projects.find(call, named)
    links = store.links_of_project(call.db, project.id)
    if include_global:
        links += [LinkRecord(-id, id, project.id, False) for id in store.global_accounts_without_link(call.db, project.id)]
    return links


def find_link(call: Call, id: int) -> LinkRecord:
    """The link in a path: NotFound where there is none."""
    return require_found(store.link_by_id(call.db, id), "Account link", id)


def find_link_between(call: Call, key: str, project: ProjectRecord) -> LinkRecord:
    """The link of that account to that project: NotFound where there is none."""
    link = store.link_between(call.db, find_by_key(call, key).id, project.id)
    if link is None:
        raise NotFound(f"The account '{key}' is not linked to the project {project.key}")
    return link


def link(call: Call, given: AccountLinkInput) -> LinkRecord:
    """Links an account to a project; as default, in the place of the one that was."""
    _require_manage(call, "link accounts")
    account = find_given(call, given.account_key, "accountKey")
    project = projects.find_given(call, given.scope_id, "scopeId")
    if store.link_between(call.db, account.id, project.id):
        raise Invalid("", FaultCode.DUPLICATE, f"The account '{account.key}' is linked to the project {project.key} already")
    if given.default:
        _clear_default(call, project.id)
    added = store.add_link(call.db, account.id, project.id, is_default=bool(given.default))
    call.record(store.ACCOUNT_LINK, added.id, Action.CREATED, after=added)
    return added


def make_default(call: Call, id: int) -> None:
    """Moves the default of the link's project to it."""
    _require_manage(call, "change account links")
    before = find_link(call, id)
    _clear_default(call, before.project_id)
    store.set_default(call.db, id, is_default=True)
    call.record(store.ACCOUNT_LINK, id, Action.UPDATED, before=before, after=msgspec.structs.replace(before, is_default=True))


def _clear_default(call: Call, project_id: int) -> None:
    """Whoever sets a default waits here for all others who do so for this project."""
    lock(call.db, "default account link", project_id)
    before = store.default_link_of(call.db, project_id)
    if before:
        store.set_default(call.db, before.id, is_default=False)
        call.record(store.ACCOUNT_LINK, before.id, Action.UPDATED, before=before, after=msgspec.structs.replace(before, is_default=False))


def unlink(call: Call, id: int) -> None:
    """Worklogs keep the account."""
    _require_manage(call, "delete account links")
    removed = find_link(call, id)
    store.remove_link(call.db, id)
    call.record(store.ACCOUNT_LINK, id, Action.DELETED, before=removed)


def put_on_issue(call: Call, issue: IssueRecord, key: str | None) -> None:
    """Gives an issue an account of its own in the place of its project's default; None takes it away again."""
    _require_manage(call, "put accounts on issues")
    account = find_given(call, key, "accountKey") if key is not None else None
    present = store.account_id_of_issue(call.db, issue.id)
    store.set_account_of_issue(call.db, issue.id, account.id if account else None)
    before = IssueAccountRecord(issue.id, present) if present is not None else None
    after = IssueAccountRecord(issue.id, account.id) if account else None
    if before != after:
        action = Action.DELETED if after is None else Action.UPDATED if before else Action.CREATED
        call.record(store.ISSUE_ACCOUNT, issue.id, action, before=before, after=after)


def _require_manage(call: Call, to: str) -> None:
    call.require(Permission.ACCOUNT_MANAGE, to=to)
