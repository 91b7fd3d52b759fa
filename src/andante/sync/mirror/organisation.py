"""Configuration, roles, customers, accounts and work attributes: what others refer to."""

from collections.abc import Iterator, Sequence

import msgspec
from msgspec import Struct

from andante.accounts.accounts import actions as accounts
from andante.accounts.accounts.wire import Account, AccountInput, AccountLink, AccountLinkInput, AccountSearchInput
from andante.accounts.customers import actions as customers
from andante.accounts.customers.wire import Category, CategoryInput, Customer, CustomerInput
from andante.directory.projects import actions as projects
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

from .groups import Group, Name, by_id, each, found, whole
from .rules import Change, Ids
from .source import Source


class RoleGiven(Struct, frozen=True):
    name: str
    default: bool


class OwnedLink(Struct, frozen=True):
    """An account link with the key of its account, which the link itself does not tell."""

    account_key: str
    link: AccountLink


def _configure(call: Call, changes: Sequence[Change[GlobalConfiguration]]) -> list[Name]:
    for one in changes:
        configuration.change(call, msgspec.structs.asdict(one.given))
    return [1 for _ in changes]


def _role_here(call: Call, given: RoleGiven) -> Name | None:
    """The default one, or the one of the same name."""
    if given.default:
        return roles.default(call).id
    try:
        return roles.look_up(call, given.name).id
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
        status=account.status,  # type: ignore[arg-type] # one that is not known here is refused
        lead_account_id=ids.user(account.lead.account_id),
        contact_account_id=ids.user(contact.account_id) if contact and contact.account_id else None,
        external_contact_name=contact.display_name if contact and contact.type == "EXTERNAL" else None,
        customer_key=account.customer.key if account.customer else None,
        category_key=account.category.key if account.category else None,
        monthly_budget=account.monthly_budget,
        global_=account.global_,
    )


def _accounts(source: Source) -> Iterator[Account]:
    """Archived ones too."""
    return source.tempo.accounts.iter_search_accounts(AccountSearchInput())


def _links(source: Source) -> Iterator[OwnedLink]:
    for account in _accounts(source):
        for link in source.tempo.accounts.iter_account_links(account.key):
            yield OwnedLink(account.key, link)


def _link(owned: OwnedLink, ids: Ids) -> AccountLinkInput:
    scope = ids.project(owned.link.scope.id)
    return AccountLinkInput(account_key=owned.account_key, scope_id=scope, scope_type="PROJECT", default=owned.link.default)


def _link_here(call: Call, given: AccountLinkInput) -> Name | None:
    try:
        return accounts.find_link_between(call, given.account_key, projects.find(call, given.scope_id)).id
    except NotFound:
        return None


def _change_link(call: Call, id: int, given: AccountLinkInput) -> None:
    """One that is the default no more is so because another one is now."""
    if given.default:
        accounts.make_default(call, id)


def _made_roles(source: Source) -> Iterator[PermissionRole]:
    """Those that somebody made: the others are made here with the teams that they belong to."""
    return (role for role in source.tempo.permission_roles.iter_permission_roles() if role.editable)


def _permission_role(role: PermissionRole, ids: Ids) -> PermissionRoleInput:
    return PermissionRoleInput(
        name=role.name,
        access_type=role.access_type,  # type: ignore[arg-type] # one that is not known here is refused
        access_entity_ids=sorted(ids.of("teams", team.id) for team in role.access_entities),
        permission_keys=sorted(permission.key for permission in role.permissions),
        permitted_account_ids=sorted(ids.user(user.account_id) for user in role.permitted_users),
    )


def administrators(source: Source) -> Iterator[str]:
    """Who is in the built-in role over everybody. Only they see it."""
    for role in source.tempo.permission_roles.iter_permission_roles():
        if not role.editable and role.access_type == "GLOBAL":
            yield from (user.account_id for user in role.permitted_users)


def _make_administrators(call: Call, changes: Sequence[Change[str]]) -> list[Name]:
    for one in changes:
        permissions.make_administrator(call, one.given)
    return [one.given for one in changes]


CONFIGURATION = Group(
    "configuration",
    read=whole(lambda source: [source.tempo.global_configuration.get_global_configuration()]),
    key=lambda _: 1,
    given=lambda item, _: item,
    write=_configure,
)
ROLES = Group[Role, RoleGiven](
    "roles",
    read=whole(lambda source: source.tempo.roles.get_all_roles().results),
    key=lambda role: role.id,
    given=lambda role, _: RoleGiven(role.name, role.default),
    write=each(lambda call, given: roles.create(call, given.name), lambda call, id, given: roles.change(call, id, given.name)),
    remove=by_id(roles.remove),
    find=_role_here,
)
CUSTOMERS = Group[Customer, CustomerInput](
    "customers",
    read=whole(lambda source: source.tempo.customers.iter_customers()),
    key=lambda customer: customer.key,
    given=lambda customer, _: CustomerInput(key=customer.key, name=customer.name),
    write=each(customers.create_customer, customers.change_customer, "key"),
    remove=customers.remove_customer,
    find=found(customers.find_customer_by_key, "key", "key"),
)
CATEGORIES = Group[Category, CategoryInput](
    "categories",
    read=whole(lambda source: source.tempo.account_categories.get_categories().results),
    key=lambda category: category.key,
    given=lambda category, _: CategoryInput(
        key=category.key,
        name=category.name,
        type_name=category.type.name if category.type else None,  # type: ignore[arg-type]
    ),
    write=each(customers.create_category, customers.change_category, "key"),
    remove=customers.remove_category,
    find=found(customers.find_category, "key", "key"),
)
ACCOUNTS = Group[Account, AccountInput](
    "accounts",
    read=whole(_accounts),
    key=lambda account: account.key,
    given=_account,
    write=each(accounts.create, accounts.change, "key"),
    remove=accounts.remove,
    find=found(accounts.find_by_key, "key", "key"),
)
ACCOUNT_LINKS = Group[OwnedLink, AccountLinkInput](
    "account-links",
    read=whole(_links),
    key=lambda owned: owned.link.id,
    given=_link,
    write=each(accounts.link, _change_link),
    remove=by_id(accounts.unlink),
    find=_link_here,
)
WORK_ATTRIBUTES = Group[WorkAttribute, AttributeRecord](
    "work-attributes",
    read=whole(lambda source: source.tempo.work_attributes.iter_work_attributes()),
    key=lambda attribute: attribute.key,
    given=_attribute,
    write=each(attributes.upsert, lambda call, _, given: attributes.upsert(call, given), "key"),
    remove=attributes.remove,
    find=found(attribute_queries.find, "key", "key"),
)
PERMISSION_ROLES = Group[PermissionRole, PermissionRoleInput](
    "permission-roles",
    read=whole(_made_roles),
    key=lambda role: role.id,
    given=_permission_role,
    write=each(permissions.create, permissions.change),
    remove=by_id(permissions.remove),
)
ADMINISTRATORS = Group[str, str](
    "administrators",
    read=whole(administrators),
    key=lambda account_id: account_id,
    given=lambda account_id, ids: ids.user(account_id),
    write=_make_administrators,
    remove=permissions.unmake_administrator,
)
