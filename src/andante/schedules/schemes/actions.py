"""What one may do with the members of schemes, of either kind."""

from collections.abc import Iterable, Sequence

from andante.directory.people import actions as people
from andante.kit.call import Call
from andante.kit.errors import FaultCode, Invalid, NotFound
from andante.kit.lookup import parse_id, unknown_reference

from .rules import Membership
from .store import SchemeKind

SHOWN_UNKNOWN = 20


def look_up(call: Call, kind: SchemeKind, meant: str) -> int:
    """The id of the scheme that a person means: its id or its name, where no other has that name."""
    id = parse_id(meant)
    if id is not None:
        return id
    found = kind.named(call.db, meant)
    if len(found) > 1:
        raise Invalid(
            "", FaultCode.AMBIGUOUS, f"{len(found)} schemes are called '{meant}': say which by its id, {' or '.join(map(str, found))}"
        )
    if not found:
        raise NotFound(f"No scheme is called '{meant}'")
    return found[0]


def scheme_of(call: Call, kind: SchemeKind, account_id: str) -> int:
    """The scheme that a person belongs to; NotFound where there is no such person."""
    people.find(call, account_id)
    return kind.memberships(call.db, [account_id])[0].scheme_id


def move(call: Call, kind: SchemeKind, scheme_id: int, given: Sequence[str]) -> None:
    """Puts people into a scheme, out of the ones that they were in; all or none."""
    account_ids = sorted(set(given))
    before = {membership.account_id: membership for membership in kind.memberships(call.db, account_ids)}
    unknown = [account_id for account_id in account_ids if account_id not in before]
    if unknown:
        raise Invalid(*(unknown_reference("accountIds", "user", account_id) for account_id in unknown[:SHOWN_UNKNOWN]))
    if account_ids:
        kind.put(call.db, scheme_id, account_ids)
    _record(call, kind, ((before[account_id], Membership(account_id, scheme_id)) for account_id in account_ids))


def dissolve(call: Call, kind: SchemeKind, scheme_id: int) -> None:
    """Returns all members of a scheme that is to be deleted to the default one."""
    default = kind.current_default(call.db)
    members = kind.release(call.db, scheme_id)
    _record(call, kind, ((Membership(account_id, scheme_id), Membership(account_id, default)) for account_id in members))


def _record(call: Call, kind: SchemeKind, moves: Iterable[tuple[Membership, Membership]]) -> None:
    call.record_updated(kind.entity, moves)
