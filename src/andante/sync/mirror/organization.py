"""Mirrors the configuration, roles, customers, accounts, work attributes and permission roles."""

from collections.abc import Iterator, Sequence

import msgspec
from msgspec import Struct

from andante.accounts.accounts import actions as accounts
from andante.accounts.accounts import queries as account_queries
from andante.accounts.accounts.wire import Account, AccountInput, AccountLink, AccountLinkInput, AccountSearchInput
from andante.accounts.customers import actions as customers
from andante.accounts.customers import queries as customer_queries
from andante.accounts.customers.wire import Category, CategoryInput, Customer, CustomerInput
from andante.directory.projects import queries as projects
from andante.kit.call import Call
from andante.kit.errors import NotFound
from andante.organization.permissions import actions as permissions
from andante.organization.permissions.wire import PermissionRole, PermissionRoleInput
from andante.organization.roles import actions as roles
from andante.organization.roles.wire import Role
from andante.timekeeping.configuration import actions as configuration
from andante.timekeeping.configuration.wire import GlobalConfiguration
from andante.timekeeping.work_attributes import actions as attributes
from andante.timekeeping.work_attributes import queries as attribute_queries
from andante.timekeeping.work_attributes.rules import AttributeRecord, Option
from andante.timekeeping.work_attributes.wire import WorkAttribute

from .groups import Group, Key, by_id, find_by, read_all, write_each
from .rules import Change, Ids
from .source import Source


class RoleInput(Struct, frozen=True):
    name: str
    default: bool


class LinkOfAccount(Struct, frozen=True):
    """An account link with the key of its account, which the link itself doesn't contain."""

    account_key: str
    link: AccountLink


def _configure(call: Call, changes: Sequence[Change[GlobalConfiguration]]) -> list[Key]:
    for change in changes:
        configuration.change(call, msgspec.structs.asdict(change.input))
    return [1 for _ in changes]


def _find_role(call: Call, input: RoleInput) -> Key | None:
    """The default role, or the role with the same name."""
    if input.default:
        return roles.default(call).id
    try:
        return roles.look_up(call, input.name).id
    except NotFound:
        return None


def _attribute(attribute: WorkAttribute, _: Ids) -> AttributeRecord:
    names = attribute.names or {}
    options = [Option(value, names.get(value, value)) for value in attribute.values or []]
    return AttributeRecord(0, attribute.key, attribute.name, attribute.type, attribute.required, options)


def _account(account: Account, ids: Ids) -> AccountInput:
    contact = account.contact
    return AccountInput(
        key=account.key,
        name=account.name,
        status=account.status,  # type: ignore[arg-type] # unknown values are refused
        lead_account_id=ids.user(account.lead.account_id),
        contact_account_id=ids.user(contact.account_id) if contact and contact.account_id else None,
        external_contact_name=contact.display_name if contact and contact.type == "EXTERNAL" else None,
        customer_key=account.customer.key if account.customer else None,
        category_key=account.category.key if account.category else None,
        monthly_budget=account.monthly_budget,
        global_=account.global_,
    )


def _accounts(source: Source) -> Iterator[Account]:
    """All accounts, including archived ones."""
    return source.tempo.accounts.iter_search_accounts(AccountSearchInput())


def _links(source: Source) -> Iterator[LinkOfAccount]:
    for account in _accounts(source):
        for link in source.tempo.accounts.iter_account_links(account.key):
            yield LinkOfAccount(account.key, link)


def _link(item: LinkOfAccount, ids: Ids) -> AccountLinkInput:
    scope = ids.project(item.link.scope.id)
    return AccountLinkInput(account_key=item.account_key, scope_id=scope, scope_type="PROJECT", default=item.link.default)


def _find_link(call: Call, input: AccountLinkInput) -> Key | None:
    try:
        return account_queries.find_link_between(call, input.account_key, projects.find(call, input.scope_id)).id
    except NotFound:
        return None


def _change_link(call: Call, id: int, input: AccountLinkInput) -> None:
    """A link only stops being the default when another link becomes the default."""
    if input.default:
        accounts.make_default(call, id)


def _custom_roles(source: Source) -> Iterator[PermissionRole]:
    """The roles that people created. The built-in ones are created with their teams."""
    return (role for role in source.tempo.permission_roles.iter_permission_roles() if role.editable)


def _permission_role(role: PermissionRole, ids: Ids) -> PermissionRoleInput:
    return PermissionRoleInput(
        name=role.name,
        access_type=role.access_type,  # type: ignore[arg-type] # unknown values are refused
        access_entity_ids=sorted(ids.of("teams", team.id) for team in role.access_entities),
        permission_keys=sorted(permission.key for permission in role.permissions),
        permitted_account_ids=sorted(ids.user(user.account_id) for user in role.permitted_users),
    )


def administrators(source: Source) -> Iterator[str]:
    """The account ids of the administrators. Only administrators can view them."""
    for role in source.tempo.permission_roles.iter_permission_roles():
        if not role.editable and role.access_type == "GLOBAL":
            yield from (user.account_id for user in role.permitted_users)


def _add_administrators(call: Call, changes: Sequence[Change[str]]) -> list[Key]:
    for change in changes:
        permissions.add_administrator(call, change.input)
    return [change.input for change in changes]


CONFIGURATION = Group(
    "configuration",
    read=read_all(lambda source: [source.tempo.global_configuration.get_global_configuration()]),
    key=lambda _: 1,
    convert=lambda item, _: item,
    write=_configure,
)
ROLES = Group[Role, RoleInput](
    "roles",
    read=read_all(lambda source: source.tempo.roles.get_all_roles().results),
    key=lambda role: role.id,
    convert=lambda role, _: RoleInput(role.name, role.default),
    write=write_each(lambda call, input: roles.create(call, input.name), lambda call, id, input: roles.change(call, id, input.name)),
    remove=by_id(roles.remove),
    find=_find_role,
)
CUSTOMERS = Group[Customer, CustomerInput](
    "customers",
    read=read_all(lambda source: source.tempo.customers.iter_customers()),
    key=lambda customer: customer.key,
    convert=lambda customer, _: CustomerInput(key=customer.key, name=customer.name),
    write=write_each(customers.create_customer, customers.change_customer, "key"),
    remove=customers.remove_customer,
    find=find_by(customer_queries.find_customer_by_key, "key", "key"),
)
CATEGORIES = Group[Category, CategoryInput](
    "categories",
    read=read_all(lambda source: source.tempo.account_categories.get_categories().results),
    key=lambda category: category.key,
    convert=lambda category, _: CategoryInput(
        key=category.key,
        name=category.name,
        type_name=category.type.name if category.type else None,  # type: ignore[arg-type]
    ),
    write=write_each(customers.create_category, customers.change_category, "key"),
    remove=customers.remove_category,
    find=find_by(customer_queries.find_category, "key", "key"),
)
ACCOUNTS = Group[Account, AccountInput](
    "accounts",
    read=read_all(_accounts),
    key=lambda account: account.key,
    convert=_account,
    write=write_each(accounts.create, accounts.change, "key"),
    remove=accounts.remove,
    find=find_by(account_queries.find_by_key, "key", "key"),
)
ACCOUNT_LINKS = Group[LinkOfAccount, AccountLinkInput](
    "account-links",
    read=read_all(_links),
    key=lambda item: item.link.id,
    convert=_link,
    write=write_each(accounts.link, _change_link),
    remove=by_id(accounts.unlink),
    find=_find_link,
)
WORK_ATTRIBUTES = Group[WorkAttribute, AttributeRecord](
    "work-attributes",
    read=read_all(lambda source: source.tempo.work_attributes.iter_work_attributes()),
    key=lambda attribute: attribute.key,
    convert=_attribute,
    write=write_each(attributes.upsert, lambda call, _, input: attributes.upsert(call, input), "key"),
    remove=attributes.remove,
    find=find_by(attribute_queries.find, "key", "key"),
)
PERMISSION_ROLES = Group[PermissionRole, PermissionRoleInput](
    "permission-roles",
    read=read_all(_custom_roles),
    key=lambda role: role.id,
    convert=_permission_role,
    write=write_each(permissions.create, permissions.change),
    remove=by_id(permissions.remove),
)
ADMINISTRATORS = Group[str, str](
    "administrators",
    read=read_all(administrators),
    key=lambda account_id: account_id,
    convert=lambda account_id, ids: ids.user(account_id),
    write=_add_administrators,
    remove=permissions.remove_administrator,
)
