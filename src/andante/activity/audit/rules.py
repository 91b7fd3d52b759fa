"""Turns rows of the change log into events of Tempo's audit log."""

import base64
import binascii
import hashlib
from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

import msgspec
from msgspec import Struct

from andante.kit.changes import ENTITIES, Change
from andante.kit.clock import Instant
from andante.kit.errors import FaultCode, Invalid
from andante.kit.wire import MAX_INT64, wire_name

VISIBLE_DAYS = 180
WORKLOG, PLAN = "worklog", "allocation"

TYPES_BY_ENTITY: Mapping[str, str] = {
    **{
        name: name
        for name in (
            "account",
            "accountcategory",
            "accountlink",
            "allocation",
            "customer",
            "globalconfiguration",
            "holiday",
            "holidaymembership",
            "holidayscheme",
            "oauthapp",
            "permissiongroup",
            "program",
            "skill",
            "skillassignment",
            "team",
            "teamlink",
            "teammembership",
            "workattribute",
            "workload",
            "workloadmembership",
            "worklog",
        )
    },
    "teamrole": "role",
}
"""Tempo's type of each entity of the change log. Other entities are not in the audit log, because the contract's list of types is closed.
Our `project` is one in Jira's sense, and Tempo's type of this name is a project of its Financial Manager."""

ENTITIES_BY_TYPE = {type: entity for entity, type in TYPES_BY_ENTITY.items()}

WORKER_FIELDS = {WORKLOG: "author_id", PLAN: "account_id", "timesheetapproval": "account_id"}
"""The field with the person whose time it is, by entity."""

PARENT_FIELDS: Mapping[str, tuple[str, ...]] = {
    WORKLOG: ("issue_id",),
    PLAN: ("issue_id", "project_id"),
    "accountlink": ("project_id",),
    "holiday": ("scheme_id",),
    "holidaymembership": ("scheme_id",),
    "teammembership": ("team_id",),
    "workloadmembership": ("scheme_id",),
}
"""The fields with the id of the parent, by entity. The first that has a value counts."""

Values = dict[str, Any]


class FieldChange(NamedTuple):
    field: str
    previous: str | None
    new: str | None


class Event(NamedTuple):
    """A change with its fields. `worker` is the person whose time it is."""

    change: Change
    fields: list[FieldChange]
    parent_id: str
    worker: str | None


Position = tuple[Instant, int]
"""The time and id of a change."""


class Filter(Struct, frozen=True):
    """The names of entities, actions, authors and workers, and the ids, to find. None means all of them."""

    entities: Collection[str] | None = None
    actions: Collection[str] | None = None
    authors: Collection[str] | None = None
    workers: Collection[str] | None = None
    ids: Collection[str] | None = None


class Page(NamedTuple):
    """Changes, the newest first. `next` is where the next page starts, if there can be more."""

    changes: list[Change]
    next: Position | None


def event(change: Change) -> Event:
    """The change with its fields. Of an object that concerns only its owner, there are none."""
    before, after = _values(change.before), _values(change.after)
    latest = after or before
    fields = [] if ENTITIES[change.entity].is_private else _field_changes(before, after)
    return Event(change, fields, _parent_id(change, latest), latest.get(WORKER_FIELDS.get(change.entity, "")))


def _values(record: str | None) -> Values:
    values: Values = msgspec.json.decode(record) if record else {}
    return values


def _field_changes(before: Values, after: Values) -> list[FieldChange]:
    """The fields whose values differ, in the order of the record. Fields without a value before and after are left out."""
    names = dict.fromkeys((*before, *after))
    return [
        FieldChange(wire_name(name), _text(before.get(name)), _text(after.get(name)))
        for name in names
        if before.get(name) != after.get(name)
    ]


def _text(value: Any) -> str | None:
    return value if value is None or isinstance(value, str) else msgspec.json.encode(value).decode()


def _parent_id(change: Change, values: Values) -> str:
    if change.entity == "teamlink" and values:
        return str(values["team"]["id"])
    found = (values.get(field) for field in PARENT_FIELDS.get(change.entity, ()))
    return str(next((value for value in found if value is not None), change.entity_id))


def digest_of(search: Struct) -> str:
    """Identifies a search, so that a token is accepted only for the search that it belongs to."""
    return hashlib.sha256(msgspec.json.encode(search)).hexdigest()[:16]


def token_of(position: Position, digest: str) -> str:
    """The token of the page after this position."""
    return base64.urlsafe_b64encode(msgspec.json.encode((*position, digest))).decode()


def position_in(token: str, digest: str) -> Position:
    """The position before the page with this token. Raises Invalid if the token is not of this search."""
    try:
        at, id, owner = msgspec.json.decode(base64.urlsafe_b64decode(token), type=tuple[str, int, str])
    except (ValueError, binascii.Error, msgspec.MsgspecError):
        at, id, owner = "", 0, ""
    if owner != digest or not 0 < id <= MAX_INT64:
        raise Invalid("nextPageToken", FaultCode.INVALID, "must be a token that this server returned for the same body")
    return Instant(at), id
