"""Looks up schemes and assigns users to them. Callers check the permissions."""

from collections.abc import Sequence

from andante.directory.people import queries as people
from andante.kit.call import Call
from andante.kit.errors import FaultCode, Invalid, NotFound
from andante.kit.lookup import parse_id, unknown_reference

from .rules import Membership
from .store import SchemeKind

MAX_UNKNOWN = 20
"""A refusal lists at most this many unknown users."""


def look_up(call: Call, kind: SchemeKind, id_or_name: str) -> int:
    """The id of the scheme with this id or name. An id is returned without a check that the scheme exists. Raises Invalid if
    several schemes have the name, and NotFound if none has it."""
    id = parse_id(id_or_name)
    if id is not None:
        return id
    found = kind.ids_by_name(call.db, id_or_name)
    if len(found) > 1:
        raise Invalid("", FaultCode.AMBIGUOUS, f"{len(found)} schemes are called '{id_or_name}': use an id, {' or '.join(map(str, found))}")
    if not found:
        raise NotFound(f"No scheme is called '{id_or_name}'")
    return found[0]


def scheme_id_of(call: Call, kind: SchemeKind, account_id: str) -> int:
    """The id of the scheme that a user has. Raises NotFound if the user doesn't exist."""
    people.find(call, account_id)
    return kind.memberships(call.db, [account_id])[0].scheme_id


def assign(call: Call, kind: SchemeKind, scheme_id: int, account_ids: Sequence[str]) -> None:
    """Assigns users to a scheme instead of their current one. If a user doesn't exist, assigns none and raises Invalid."""
    account_ids = sorted(set(account_ids))
    before = {membership.account_id: membership for membership in kind.memberships(call.db, account_ids)}
    unknown = [account_id for account_id in account_ids if account_id not in before]
    if unknown:
        raise Invalid(*(unknown_reference("accountIds", "user", account_id) for account_id in unknown[:MAX_UNKNOWN]))
    if account_ids:
        kind.assign(call.db, scheme_id, account_ids)
    call.record_updated(kind.entity, ((before[account_id], Membership(account_id, scheme_id)) for account_id in account_ids))


def return_members_to_default(call: Call, kind: SchemeKind, scheme_id: int) -> None:
    """Moves all members of a scheme to the default scheme, before the scheme is deleted."""
    default = kind.load_default_id(call.db)
    members = kind.remove_members(call.db, scheme_id)
    call.record_updated(kind.entity, ((Membership(account_id, scheme_id), Membership(account_id, default)) for account_id in members))
