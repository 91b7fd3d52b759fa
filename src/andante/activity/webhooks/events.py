"""Turns rows of the change log into webhook events."""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple

import msgspec

from andante.kit.call import Call
from andante.kit.changes import ENTITIES, Action, Change, Entity
from andante.organization.memberships import queries as memberships
from andante.planning.plan_days import queries as plan_days
from andante.planning.plan_days.rules import ExpandedPlan, PlanRecord
from andante.schedules.holidays import queries as holidays
from andante.schedules.workload import queries as workloads

from . import payloads
from .payloads import Payload, Record

_log = logging.getLogger("andante")


class Event(NamedTuple):
    """An event. `type` is a value of `wire.Event`."""

    type: str
    payload: Payload


class Changed(NamedTuple):
    """A row of the change log with decoded records. `before` is empty for a creation, `after` for a deletion."""

    change: Change
    before: Record
    after: Record

    @property
    def verb(self) -> str:
        return self.change.action.lower()

    @property
    def record(self) -> Record:
        """The newest record."""
        return self.after or self.before


def entities() -> list[Entity[Any]]:
    """The entities whose changes can be events."""
    return [ENTITIES[name] for name in (*_SINGLE, *_GROUPED)]


def events_of(call: Call, found: Iterable[Change]) -> Iterator[Event]:
    """The events of changes, in order. Memberships that one call changed together are one event."""
    for _, group in groupby(found, key=_group_key):
        changes = [_decoded(change) for change in group]
        entity = changes[0].change.entity
        try:
            if entity in _GROUPED:
                yield from _GROUPED[entity](call, changes)
            else:
                yield from _SINGLE[entity](call, changes[0])
        except Exception:  # otherwise one unusual record would stop all webhooks
            _log.exception("The change %s of %s %s causes no webhook", changes[0].change.id, entity, changes[0].change.entity_id)


def _group_key(change: Change) -> tuple[object, ...]:
    if change.entity in _GROUPED:
        return change.entity, change.action, change.actor, change.at, change.request_id
    return (change.id,)


def _decoded(change: Change) -> Changed:
    before, after = (msgspec.json.decode(text) if text else {} for text in (change.before, change.after))
    return Changed(change, before, after)


def _simple(name: str, payload: Callable[[Record], Payload], *, with_original: bool = True) -> Callable[[Call, Changed], Iterator[Event]]:
    """Events of an entity whose payload follows from its record."""

    def events(_: Call, changed: Changed) -> Iterator[Event]:
        if changed.change.action == Action.UPDATED and with_original:
            yield Event(f"{name}.updated", payloads.changed(payload(changed.before), payload(changed.after)))
        else:
            yield Event(f"{name}.{changed.verb}", payload(changed.record))

    return events


def _worklog(_: Call, changed: Changed) -> Iterator[Event]:
    yield Event(f"worklog.{changed.verb}", payloads.worklog(changed.record, changed.change.actor))


def _plan(call: Call, changed: Changed) -> Iterator[Event]:
    texts = [text for text in (changed.change.before, changed.change.after) if text]
    expanded = [_expand(call, msgspec.json.decode(text, type=PlanRecord)) for text in texts]
    if changed.change.action == Action.UPDATED:
        yield Event("plan.updated", payloads.changed(*map(payloads.plan, expanded)))
    else:
        yield Event(f"plan.{changed.verb}", payloads.plan(expanded[0], with_days=changed.change.action == Action.CREATED))


def _expand(call: Call, plan: PlanRecord) -> ExpandedPlan:
    return plan_days.expander(call, [plan], None, None)(plan)


def _timesheet(_: Call, changed: Changed) -> Iterator[Event]:
    before, after = changed.before.get("status", "OPEN"), changed.after.get("status", "OPEN")
    verb = _STEPS.get((before, after))
    if verb == "rejected" and changed.after["actor"] == changed.after["account_id"]:
        verb = "recalled"
    if verb:
        yield Event(f"timesheet.{verb}", payloads.timesheet(changed.after))


def _memberships(call: Call, group: Sequence[Changed]) -> Iterator[Event]:
    if group[0].change.action != Action.DELETED:
        listed = [payloads.membership(changed.after) for changed in group]
        yield Event(f"team.memberships.{group[0].verb}", {"memberships": listed})
        return
    for changed in group:
        record = changed.before
        left = memberships.of_user_in_team(call, record["team_id"], record["account_id"])
        remaining = [payloads.membership(msgspec.to_builtins(each)) for each in left]
        yield Event("team.memberships.deleted", payloads.ended_membership(record, remaining))


def _holiday(call: Call, changed: Changed) -> Iterator[Event]:
    yield from _simple("holiday", payloads.holiday)(call, changed)
    fields = ("date", "type", "duration_seconds")
    if any(changed.before.get(field) != changed.after.get(field) for field in fields):
        floating = all(record["type"] != "FIXED" for record in (changed.before, changed.after) if record)
        days = sorted({record["date"] for record in (changed.before, changed.after) if record}) if floating else []
        yield from _working_days(holidays.members(call, changed.record["scheme_id"]), "HOLIDAY", changed.change.action, days)


def _holiday_scheme(call: Call, changed: Changed) -> Iterator[Event]:
    yield from _simple("holiday.scheme", payloads.holiday_scheme)(call, changed)
    if changed.before and changed.after and changed.after["is_default"] and not changed.before["is_default"]:
        yield from _working_days(holidays.members(call, changed.after["id"]), "HOLIDAY_SCHEME", changed.change.action)


def _workload_scheme(call: Call, changed: Changed) -> Iterator[Event]:
    yield from _simple("workload.scheme", payloads.workload_scheme, with_original=False)(call, changed)
    before, after = changed.before, changed.after
    if before and after and (_worked(before) != _worked(after) or (after["is_default"] and not before["is_default"])):
        yield from _working_days(workloads.members(call, after["id"]), "WORKLOAD_SCHEME", changed.change.action)


def _worked(scheme: Record) -> list[bool]:
    """Whether each day of the week is a working day."""
    return [seconds > 0 for seconds in scheme["week"]]


def _holiday_memberships(_: Call, group: Sequence[Changed]) -> Iterator[Event]:
    for scheme_id, moved in _moves(group).items():
        payload = {"newSchemeId": scheme_id, "accountIds": list(moved), "oldSchemeIds": moved}
        yield Event("holiday.scheme.move.members.between.schemes", payload)
        yield from _working_days(list(moved), "HOLIDAY_SCHEME", Action.UPDATED)


def _workload_memberships(call: Call, group: Sequence[Changed]) -> Iterator[Event]:
    for scheme_id, moved in _moves(group).items():
        found = workloads.existing_and_deleted(call, {scheme_id, *moved.values()})
        schemes = {id: payloads.workload_scheme(msgspec.to_builtins(record)) for id, record in found.items()}
        old = {account_id: schemes.get(id, {"id": id}) for account_id, id in moved.items()}
        payload = {"newScheme": schemes.get(scheme_id, {"id": scheme_id}), "userIds": list(moved), "oldWorkloadSchemes": old}
        yield Event("workload.scheme.users.moved", payload)
        yield from _working_days(list(moved), "WORKLOAD_SCHEME", Action.UPDATED)


def _moves(group: Sequence[Changed]) -> dict[int, dict[str, int]]:
    """By new scheme: the users who were moved to it, each with the old scheme."""
    moves: dict[int, dict[str, int]] = {}
    for changed in group:
        if changed.before and changed.after and changed.before["scheme_id"] != changed.after["scheme_id"]:
            moves.setdefault(changed.after["scheme_id"], {})[changed.after["account_id"]] = changed.before["scheme_id"]
    return moves


def _working_days(account_ids: list[str], source: str, action: str, days: Sequence[str] = ()) -> Iterator[Event]:
    if account_ids:
        yield Event("users.working.days.updated", payloads.working_days(account_ids, source, action.upper(), list(days)))


_STEPS = {
    ("OPEN", "IN_REVIEW"): "submitted",
    ("IN_REVIEW", "APPROVED"): "approved",
    ("IN_REVIEW", "OPEN"): "rejected",
    ("APPROVED", "OPEN"): "reopened",
}
"""What happened to a timesheet, by its status before and after."""

_SINGLE: Mapping[str, Callable[[Call, Changed], Iterator[Event]]] = {
    "worklog": _worklog,
    "allocation": _plan,
    "flexplan": _simple("flexplan", payloads.flex_plan),
    "team": _simple("team", payloads.team),
    "holiday": _holiday,
    "holidayscheme": _holiday_scheme,
    "workload": _workload_scheme,
    "timesheetapproval": _timesheet,
    "account": _simple("account", payloads.account),
}
_GROUPED: Mapping[str, Callable[[Call, Sequence[Changed]], Iterator[Event]]] = {
    "teammembership": _memberships,
    "holidaymembership": _holiday_memberships,
    "workloadmembership": _workload_memberships,
}
