"""The hash of a worklog changes if and only if a value that an external system relies on changes."""

import hashlib
import json
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from andante.directory.people import actions as people
from andante.directory.people.wire import UserChange
from andante.kit import clock
from andante.kit.call import SYSTEM, Call
from andante.kit.database import Database
from andante.servlets.exports.rules import ExportedWorklog, hash_value, hours
from tests.cast import ACCOUNT_IDS, NORTH_2, Person

from .machines import Machine

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
NAMES = st.text("abcXYZ_", min_size=1, max_size=5).map(lambda name: f"_{name.strip('_') or 'a'}_")
ATTRIBUTES = st.dictionaries(NAMES, TEXT, max_size=4)
REQUIRED = {
    "worklog_id": st.integers(1, 10**12),
    "issue_key": TEXT,
    "seconds": st.integers(1, 10**7),
    "work_date": st.dates(),
    "username": TEXT,
    "staff_id": st.none() | TEXT.filter(bool),
    "billing_key": st.none() | TEXT.filter(bool),
    "attributes": ATTRIBUTES.map(json.dumps),
    "description": TEXT,
}
RELIED_ON = st.fixed_dictionaries(REQUIRED | {"version_id": st.none() | st.integers(1, 9), "component_id": st.none() | st.integers(1, 9)})
OTHER: dict[str, Any] = {
    field: None for field in ExportedWorklog.__struct_fields__ if field not in {*REQUIRED, "version_id", "component_id"}
}


def exported(relied_on: dict[str, Any], **other: Any) -> ExportedWorklog:
    return ExportedWorklog(**OTHER | relied_on | other)


def meaning(relied_on: dict[str, Any]) -> Any:
    """The values that an external system can distinguish."""
    activity = ("v", relied_on["version_id"]) if relied_on["version_id"] else ("c", relied_on["component_id"])
    rest = {name: value for name, value in relied_on.items() if name not in ("version_id", "component_id", "attributes")}
    return activity, json.loads(relied_on["attributes"]), rest


@given(RELIED_ON, RELIED_ON, st.data())
def test_worklogs_have_the_same_hash_if_and_only_if_they_mean_the_same(
    worklog: dict[str, Any], other: dict[str, Any], data: st.DataObject
) -> None:
    changed = worklog | {name: other[name] for name in data.draw(st.sets(st.sampled_from(sorted(worklog))))}

    assert (hash_value(exported(worklog)) == hash_value(exported(changed))) == (meaning(worklog) == meaning(changed))


@given(RELIED_ON, st.integers(), TEXT)
def test_other_values_do_not_affect_the_hash(worklog: dict[str, Any], number: int, text: str) -> None:
    names = ("billable_seconds", "issue_id", "parent_key", "reporter", "version_name", "updated_at", "approval_status", "answered_hash")
    kinds = {field.name: field.type for field in msgspec.structs.fields(ExportedWorklog)}
    other = {name: number if kinds[name] is int else text for name in names}

    assert hash_value(exported(worklog, **other)) == hash_value(exported(worklog))


@given(RELIED_ON)
def test_external_systems_can_compute_the_hash(worklog: dict[str, Any]) -> None:
    """The definition in docs/servlets.md, computed with the standard library only."""
    pairs = [[name[1:-1], value] for name, value in json.loads(worklog["attributes"]).items()]
    activity = f"v{worklog['version_id']}" if worklog["version_id"] else f"c{worklog['component_id']}" if worklog["component_id"] else ""
    content = [
        worklog["worklog_id"],
        worklog["issue_key"],
        round(worklog["seconds"] / 3600, 4),
        worklog["work_date"].isoformat(),
        worklog["username"],
        worklog["staff_id"] or "",
        worklog["billing_key"] or "",
        sorted(pairs, key=lambda pair: (pair[0].lower(), pair)),
        activity,
        worklog["description"],
    ]
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))

    assert hash_value(exported(worklog)) == hashlib.sha1(text.encode()).hexdigest()


@given(st.integers(0, 10**7))
def test_hours_distinguish_every_second(seconds: int) -> None:
    assert hours(seconds) < hours(seconds + 1)


@pytest.mark.parametrize(("seconds", "written"), [(28_800, "8.0"), (1800, "0.5"), (1, "0.0003"), (1200, "0.3333"), (0, "0.0")])
def test_hours_have_a_decimal_point_and_up_to_four_decimals(seconds: int, written: str) -> None:
    assert str(hours(seconds)) == written


def _edits(**change: Any) -> Callable[[Person, Person, Database, dict[str, Any]], None]:
    def edit(alice: Person, _carol: Person, _database: Database, worklog: dict[str, Any]) -> None:
        unchanged = {name: worklog[name] for name in ("startDate", "startTime", "timeSpentSeconds", "description")}
        assert alice.put(f"/worklogs/{worklog['tempoWorklogId']}", {"authorAccountId": alice.id, **unchanged, **change}).status_code == 200

    return edit


def _changes_alice(**change: Any) -> Callable[[Person, Person, Database, dict[str, Any]], None]:
    def edit(_alice: Person, _carol: Person, database: Database, _worklog: dict[str, Any]) -> None:
        with database.write() as db:
            people.change(Call(db, SYSTEM, clock.now()), ACCOUNT_IDS["alice"], UserChange(**change))

    return edit


def _approves(alice: Person, carol: Person, _database: Database, _worklog: dict[str, Any]) -> None:
    for person, verb in ((alice, "submit"), (carol, "approve")):
        week = {"from": "2026-03-16", "to": "2026-03-22"}
        body = {"reviewerAccountId": carol.id} if verb == "submit" else {}
        response = person.post(f"/timesheet-approvals/user/{alice.id}/{verb}", body, **week)
        assert response.status_code == 200, response.text


def _bills_less(alice: Person, carol: Person, _database: Database, worklog: dict[str, Any]) -> None:
    unchanged = {name: worklog[name] for name in ("startDate", "startTime", "timeSpentSeconds", "description")}
    body = {"authorAccountId": alice.id, **unchanged, "billableSeconds": 60}
    assert carol.put(f"/worklogs/{worklog['tempoWorklogId']}", body).status_code == 200


@pytest.mark.usefixtures("directory")
@pytest.mark.parametrize(
    ("edit", "changes"),
    [
        (_edits(timeSpentSeconds=3601), True),
        (_edits(startDate="2026-03-18"), True),
        (_edits(description="other"), True),
        (_edits(issueId=NORTH_2), True),
        (_edits(attributes=[{"key": "_Account_", "value": "EXTRA"}]), True),
        (_changes_alice(name="liddell"), True),
        (_changes_alice(staff_id="4712"), True),
        (_edits(), False),
        (_edits(startTime="15:00:00"), False),
        (_bills_less, False),
        (_approves, False),
        (_changes_alice(display_name="Alice Liddell"), False),
    ],
    ids=lambda value: getattr(value, "__qualname__", str(value)),
)
def test_edits_change_the_exported_hash(
    payroll: Machine, alice: Person, carol: Person, database: Database, edit: Callable[..., None], changes: bool
) -> None:
    worklog = alice.logs(description="Review")
    before = payroll.worklogs()[0]["hash_value"]

    edit(alice, carol, database, worklog)

    assert (payroll.worklogs()[0]["hash_value"] != before) == changes
