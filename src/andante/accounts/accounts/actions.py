"""Creates, changes and deletes accounts and their links to projects and issues."""

from collections.abc import Mapping, Sequence

import msgspec

from andante.accounts.customers import queries as customers
from andante.accounts.customers.rules import check_key_unchanged
from andante.directory.issues.rules import IssueRecord
from andante.directory.people import queries as people
from andante.directory.projects import queries as projects
from andante.kit.call import Call
from andante.kit.changes import Action
from andante.kit.db import lock
from andante.kit.errors import FaultCode, Invalid
from andante.kit.upserts import Outcome, Upsert
from andante.scopes import Permission

from . import queries, rules, store
from .rules import AccountRecord, AccountReferences, IssueAccountRecord, LinkedAccount, LinkRecord
from .wire import AccountInput, AccountLinkInput, AccountRow, Status


def create(call: Call, input: AccountInput) -> AccountRecord:
    _require_manage(call, "create accounts")
    if store.account_by_key(call.db, input.key):
        raise Invalid("key", FaultCode.DUPLICATE, f"Account with this key already exists: '{input.key}'")
    account = _to_record(call, 0, input)
    account = msgspec.structs.replace(account, id=store.add_account(call.db, account))
    call.record(store.ACCOUNT, account.id, Action.CREATED, after=account)
    return account


def change(call: Call, key: str, input: AccountInput) -> AccountRecord:
    """Replaces everything except the key."""
    _require_manage(call, "change accounts")
    before = queries.find_by_key(call, key)
    check_key_unchanged("account", key, input.key)
    return _save(call, before, _to_record(call, before.id, input))


def set_status(call: Call, key: str, status: Status) -> AccountRecord:
    """Closes, archives or reopens an account."""
    _require_manage(call, "change accounts")
    before = queries.find_by_key(call, key)
    return _save(call, before, msgspec.structs.replace(before, status=status))


def _save(call: Call, before: AccountRecord, after: AccountRecord) -> AccountRecord:
    store.change_account(call.db, after)
    call.record(store.ACCOUNT, after.id, Action.UPDATED, before=before, after=after)
    return after


def _to_record(call: Call, id: int, input: AccountInput) -> AccountRecord:
    """Converts the input to a record. Raises Invalid if it refers to objects that don't exist."""
    rules.check_contact(input)
    lead = people.find_reference(call, input.lead_account_id, "leadAccountId")
    contact = people.find_reference(call, input.contact_account_id, "contactAccountId") if input.contact_account_id else None
    return AccountRecord(
        id=id,
        key=input.key,
        name=input.name,
        status=input.status,
        is_global=bool(input.global_),
        lead_id=lead.account_id,
        contact_id=contact.account_id if contact else None,
        external_contact_name=input.external_contact_name,
        monthly_budget=input.monthly_budget,
        customer=customers.find_customer_reference(call, input.customer_key, "customerKey") if input.customer_key else None,
        category=customers.find_category_reference(call, input.category_key, "categoryKey") if input.category_key else None,
    )


def remove(call: Call, key: str) -> None:
    """Deletes an account. Raises Invalid if projects, issues or worklogs use it."""
    _require_manage(call, "delete accounts")
    account = queries.find_by_key(call, key)
    store.remove_account(call.db, account)
    call.record(store.ACCOUNT, account.id, Action.DELETED, before=account)


def upsert_all(call: Call, rows: Sequence[AccountRow]) -> list[Outcome]:
    """Adds new accounts and updates existing ones, with their links. Rows with faults are skipped. If several rows make their
    account the default of a project, the last one wins."""
    _require_manage(call, "change accounts")
    references = _load_references(call, rows)
    default_project_ids = [
        references.projects[key].id for row in rows for key in rules.split_keys(row.default_projects) if key in references.projects
    ]
    existing = store.accounts_for_upsert(call.db, {row.key for row in rows}, default_project_ids)
    links = store.links_of_accounts(call.db, [account.id for account in existing])
    upsert = Upsert({linked.account.key: linked for linked in rules.with_links(existing, links)})
    owners = {project: key for key, linked in upsert.after.items() for project in linked.defaults}
    outcomes = []
    for row in rows:
        linked, faults = rules.apply_row(row, upsert.after.get(row.key), references)
        outcomes.append(upsert.add(row.key, linked, faults))
        if not faults:
            _clear_other_defaults(upsert.after, owners, row.key)
    created = store.add_accounts(call.db, [linked.account for linked in upsert.created])
    changed = [(before.account, after.account) for before, after in upsert.updated if before.account != after.account]
    store.change_accounts(call.db, [after for _, after in changed])
    call.record_created(store.ACCOUNT, created)
    call.record_updated(store.ACCOUNT, changed)
    ids = {account.key: account.id for account in [*existing, *created]}
    wanted = {(ids[key], id): is_default for key, linked in upsert.after.items() for id, is_default in linked.projects.items()}
    _replace_links(call, links, wanted)
    return outcomes


def _load_references(call: Call, rows: Sequence[AccountRow]) -> AccountReferences:
    """Loads the objects that the rows refer to."""
    project_keys = {key for row in rows for key in rules.split_keys(row.project_keys) + rules.split_keys(row.default_projects)}
    return AccountReferences(
        people.look_up_all(call, {name for row in rows for name in (row.lead, row.contact) if name}),
        customers.customers_by_key(call, {row.customer_key for row in rows if row.customer_key}),
        customers.categories_by_key(call, {row.category_key for row in rows if row.category_key}),
        projects.by_keys(call, project_keys),
    )


def _clear_other_defaults(after: dict[str, LinkedAccount], owners: dict[int, str], key: str) -> None:
    """Clears the old defaults of the projects that have this account as their default now. `owners`: the key of the default account by
    project id."""
    for project in after[key].defaults:
        other = owners.get(project, key)
        if other != key:
            after[other] = after[other].without_default(project)
        owners[project] = key


def _replace_links(call: Call, existing: Sequence[LinkRecord], wanted: Mapping[tuple[int, int], bool]) -> None:
    """Adds, changes and removes links. `wanted`: all links, as (account id, project id) with whether it is the default."""
    before = {(link.account_id, link.project_id): link for link in existing}
    removed = [link for pair, link in before.items() if pair not in wanted]
    changed = [(link, msgspec.structs.replace(link, is_default=wanted[pair])) for pair, link in before.items() if pair in wanted]
    changed = [(old, new) for old, new in changed if old != new]
    store.remove_links(call.db, [link.id for link in removed])
    store.set_defaults(call.db, [new for _, new in changed])
    added = store.add_links(call.db, [LinkRecord(0, *pair, is_default) for pair, is_default in wanted.items() if pair not in before])
    call.record_deleted(store.ACCOUNT_LINK, removed)
    call.record_updated(store.ACCOUNT_LINK, changed)
    call.record_created(store.ACCOUNT_LINK, added)


def link(call: Call, input: AccountLinkInput) -> LinkRecord:
    """Links an account to a project. A default link replaces the project's previous default."""
    _require_manage(call, "link accounts")
    account = queries.find_reference(call, input.account_key, "accountKey")
    project = projects.find_reference(call, input.scope_id, "scopeId")
    if store.link_between(call.db, account.id, project.id):
        raise Invalid("", FaultCode.DUPLICATE, f"The account '{account.key}' is already linked to the project {project.key}")
    if input.default:
        _clear_default(call, project.id)
    added = store.add_link(call.db, account.id, project.id, is_default=bool(input.default))
    call.record(store.ACCOUNT_LINK, added.id, Action.CREATED, after=added)
    return added


def make_default(call: Call, id: int) -> None:
    """Makes a link's account the default account of the link's project."""
    _require_manage(call, "change account links")
    before = queries.find_link(call, id)
    _clear_default(call, before.project_id)
    store.set_default(call.db, id, is_default=True)
    call.record(store.ACCOUNT_LINK, id, Action.UPDATED, before=before, after=msgspec.structs.replace(before, is_default=True))


def _clear_default(call: Call, project_id: int) -> None:
    """Clears the project's default account. Locks it until the transaction ends, so that only one new default is set."""
    lock(call.db, "default account link", project_id)
    before = store.default_link_of(call.db, project_id)
    if before:
        store.set_default(call.db, before.id, is_default=False)
        call.record(store.ACCOUNT_LINK, before.id, Action.UPDATED, before=before, after=msgspec.structs.replace(before, is_default=False))


def unlink(call: Call, id: int) -> None:
    """Deletes a link. Worklogs keep the account."""
    _require_manage(call, "delete account links")
    removed = queries.find_link(call, id)
    store.remove_link(call.db, id)
    call.record(store.ACCOUNT_LINK, id, Action.DELETED, before=removed)


def set_account_of_issue(call: Call, issue: IssueRecord, key: str | None) -> None:
    """Sets the issue's own account, which overrides its project's default. None clears it."""
    _require_manage(call, "set accounts of issues")
    account = queries.find_reference(call, key, "accountKey") if key is not None else None
    current = store.account_id_of_issue(call.db, issue.id)
    store.set_account_of_issue(call.db, issue.id, account.id if account else None)
    before = IssueAccountRecord(issue.id, current) if current is not None else None
    after = IssueAccountRecord(issue.id, account.id) if account else None
    if before != after:
        action = Action.DELETED if after is None else Action.UPDATED if before else Action.CREATED
        call.record(store.ISSUE_ACCOUNT, issue.id, action, before=before, after=after)


def _require_manage(call: Call, to: str) -> None:
    call.require(Permission.ACCOUNT_MANAGE, to=to)
