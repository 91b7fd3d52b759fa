"""Each writing operation with little and with much data. Both must run the same number of statements."""

from collections.abc import Iterator
from typing import Any

import httpx

from andante.kit.database import Database
from andante.scopes import Permission
from tests.accounts.accounts.bookkeeping import MINIMAL, create_account, create_attribute, create_link
from tests.cast import ACCOUNT_IDS, NORTH, NORTH_1, NORTHERNERS, SOUTH, Company, Person
from tests.planning.plans.samples import plan_body
from tests.schedules.holidays.schemes import CHRISTMAS
from tests.schedules.workload.schemes import week

from . import extension_writes, organization_writes
from .organization_writes import Write
from .seed import make

WORK = {"authorAccountId": ACCOUNT_IDS["alice"], "startDate": "2026-03-17", "timeSpentSeconds": 60}
ON_NORTH_1 = WORK | {"issueId": NORTH_1}


def writes(company: Company, database: Database) -> Iterator[tuple[str, Write, Write]]:
    """(operation, call with little data, call with much data). A new domain adds a function like these."""
    yield from _attributes(company)
    yield from _worklogs(company)
    yield from extension_writes.worklog_edits(company)
    yield from extension_writes.undo(company)
    yield from extension_writes.weeks(company)
    yield from extension_writes.timers(company)
    yield from extension_writes.own_settings(company)
    yield from extension_writes.webhooks(company, database)
    yield from _customers(company)
    yield from _accounts(company)
    yield from organization_writes.programs(company)
    yield from organization_writes.teams(company)
    yield from organization_writes.memberships(company)
    yield from organization_writes.team_links(company)
    yield from organization_writes.resources(company)
    yield from organization_writes.skills(company)
    yield from _schemes(company, "workload")
    yield from _schemes(company, "holiday")
    yield from _holidays(company)
    yield from _plans(company)
    yield from _plan_approvals(company, database)
    yield from _flex_plans(company)
    yield from _permission_roles(company)
    yield from _timesheets(company)


def _attributes(company: Company) -> Iterator[tuple[str, Write, Write]]:
    def listed(name: str, entries: int) -> dict[str, Any]:
        return {"key": f"_{name}_", "name": name, "type": "STATIC_LIST", "values": [f"entry {n}" for n in range(entries)]}

    for name in ("A", "B", "C", "D", "E"):
        company.carol.post("/work-attributes", {"key": f"_{name}_", "name": name, "type": "INPUT_FIELD"})
    carol = company.carol
    yield (
        "create_work_attributes",
        lambda: carol.post("/work-attributes", listed("Few", 1)),
        lambda: carol.post("/work-attributes", listed("Many", 500)),
    )
    yield (
        "update_work_attribute_by_key",
        lambda: carol.put("/work-attributes/_Few_", listed("Few", 2)),
        lambda: carol.put("/work-attributes/_Many_", listed("Many", 999)),
    )
    company.alice.logs(attributes=[{"key": "_E_", "value": "rain"}])
    for _ in range(20):
        company.alice.logs(60, attributes=_values(3))
    yield ("delete_work_attribute_by_key", lambda: carol.delete("/work-attributes/_E_"), lambda: carol.delete("/work-attributes/_A_"))


def _worklogs(company: Company) -> Iterator[tuple[str, Write, Write]]:
    """Runs after `_attributes`, after which the attributes B, C and D exist."""
    alice = company.alice
    ids = [alice.logs(60)["tempoWorklogId"] for _ in range(8)]
    yield (
        "create_worklog",
        lambda: alice.post("/worklogs", ON_NORTH_1 | {"attributes": _values(1, skip=1)}),
        lambda: alice.post("/worklogs", ON_NORTH_1 | {"attributes": _values(3, skip=1)}),
    )
    # one worklog is stored by another, faster statement
    yield (
        "bulk_create_worklog",
        lambda: alice.post("/worklogs/issue/NORTH-1/bulk", [WORK | {"attributes": _values(1, skip=1)}] * 2),
        lambda: alice.post("/worklogs/issue/NORTH-1/bulk", [WORK | {"attributes": _values(3, skip=1)}] * 50),
    )
    yield (
        "update_worklog",
        lambda: alice.put(f"/worklogs/{ids[0]}", ON_NORTH_1 | {"attributes": _values(1, skip=1)}),
        lambda: alice.put(f"/worklogs/{ids[1]}", ON_NORTH_1 | {"attributes": _values(3, skip=1)}),
    )
    yield (
        "create_work_attribute_values_for_worklogs",
        lambda: alice.post("/worklogs/work-attribute-values", [_value_inputs(ids[2])]),
        lambda: alice.post("/worklogs/work-attribute-values", [_value_inputs(id) for id in ids[3:]]),
    )
    yield ("delete_worklog", lambda: alice.delete(f"/worklogs/{ids[0]}"), lambda: alice.delete(f"/worklogs/{ids[1]}"))


def _customers(company: Company) -> Iterator[tuple[str, Write, Write]]:
    carol = company.carol
    x, y = {"key": "X", "name": "x"}, {"key": "Y", "name": "y" * 255}
    yield "create_customer", lambda: carol.post("/customers", x), lambda: carol.post("/customers", y)
    yield "update_customer", lambda: carol.put("/customers/X", x), lambda: carol.put("/customers/Y", y)
    yield "delete_customer", lambda: carol.delete("/customers/X"), lambda: carol.delete("/customers/Y")
    x, y = x | {"typeName": "BILLABLE"}, y | {"typeName": "INTERNAL"}
    yield "create_category", lambda: carol.post("/account-categories", x), lambda: carol.post("/account-categories", y)
    yield "update_category", lambda: carol.put("/account-categories/X", x), lambda: carol.put("/account-categories/Y", y)
    yield "delete_category", lambda: carol.delete("/account-categories/X"), lambda: carol.delete("/account-categories/Y")


def _accounts(company: Company) -> Iterator[tuple[str, Write, Write]]:
    """Little: an account without worklogs. Much: one with twenty."""
    carol, attribute = company.carol, create_attribute(company.carol)
    x, y = ({**MINIMAL, "key": key, "global": True} for key in ("X", "Y"))
    yield "create_account", lambda: carol.post("/accounts", x), lambda: carol.post("/accounts", y)
    for _ in range(20):
        carol.logs(60, attributes=[{"key": attribute, "value": "Y"}])
    yield "update_account", lambda: carol.put("/accounts/X", x), lambda: carol.put("/accounts/Y", y)
    for key in ("X", "Y"):
        create_link(carol, key, SOUTH)
    on_north = {"scopeId": NORTH, "scopeType": "PROJECT"}
    yield (
        "create_link",
        lambda: carol.post("/account-links", on_north | {"accountKey": "X"}),
        lambda: carol.post("/account-links", on_north | {"accountKey": "Y"}),
    )
    yield "patch_link", lambda: carol.patch("/account-links/3/make-default"), lambda: carol.patch("/account-links/2/make-default")
    yield "delete_link", lambda: carol.delete("/account-links/1"), lambda: carol.delete("/account-links/2")
    for key in ("FEW", "MANY"):
        create_account(carol, key)
    yield "delete_account", lambda: carol.delete("/accounts/FEW"), lambda: carol.delete("/accounts/MANY")


def _schemes(company: Company, kind: str) -> Iterator[tuple[str, Write, Write]]:
    """Little: a scheme with one member and one holiday. Much: one with five members and fifty holidays."""
    carol, path = company.carol, f"/{kind}-schemes"
    make_default = {"workload": "set_default_workload_scheme", "holiday": "set_default_scheme"}[kind]
    assign = {"workload": "set_workload_scheme_for_users", "holiday": "set_workload_scheme_membership"}[kind]
    few: dict[str, Any] = {"name": "Few"}
    many = {"name": "Many", "description": "m" * 9999, **({"days": week(1, 2, 3, 4, 5, 6, 7)} if kind == "workload" else {})}
    schemes: list[int] = []

    def create(body: dict[str, Any]) -> httpx.Response:
        response = carol.post(path, body)
        schemes.append(response.json()["id"])
        return response

    def set_members(scheme: int, *names: str) -> httpx.Response:
        return carol.post(f"{path}/{scheme}/members", {"accountIds": [ACCOUNT_IDS[name] for name in names]})

    yield f"create_{kind}_scheme", lambda: create(few), lambda: create(many)
    yield assign, lambda: set_members(schemes[0], "alice"), lambda: set_members(schemes[1], "bob", "carol", "dave", "eve", "frank")
    if kind == "holiday":
        make(company, f"{path}/{schemes[0]}/holidays", CHRISTMAS)
        for n in range(50):
            make(
                company, f"{path}/{schemes[1]}/holidays", CHRISTMAS | {"date": f"{1970 + n}-06-01", "name": f"Day {n}", "type": "FLOATING"}
            )
    yield (
        f"update_{kind}_scheme",
        lambda: carol.put(f"{path}/{schemes[0]}", few),
        lambda: carol.put(f"{path}/{schemes[1]}", many),
    )
    yield make_default, lambda: carol.put(f"{path}/{schemes[0]}/default"), lambda: carol.put(f"{path}/{schemes[1]}/default")
    carol.put(f"{path}/1/default")
    yield f"delete_{kind}_scheme", lambda: carol.delete(f"{path}/{schemes[0]}"), lambda: carol.delete(f"{path}/{schemes[1]}")


def _holidays(company: Company) -> Iterator[tuple[str, Write, Write]]:
    """Little: the first holiday of a scheme. Much: one after fifty others."""
    carol = company.carol
    few, many = (f"/holiday-schemes/{make(company, '/holiday-schemes', {'name': name})['id']}/holidays" for name in ("F", "M"))
    for n in range(50):
        make(company, many, CHRISTMAS | {"date": f"{1970 + n}-06-01", "name": f"Day {n}", "type": "FLOATING"})
    created: dict[str, str] = {}

    def create(path: str) -> httpx.Response:
        response = carol.post(path, CHRISTMAS)
        created[path] = f"{path}/{response.json()['id']}"
        return response

    yield "create_holiday", lambda: create(few), lambda: create(many)
    yield "update_holiday", lambda: carol.put(created[few], CHRISTMAS), lambda: carol.put(created[many], CHRISTMAS)
    yield "delete_holiday", lambda: carol.delete(created[few]), lambda: carol.delete(created[many])


def _plans(company: Company) -> Iterator[tuple[str, Write, Write]]:
    carol, alice = company.carol, ACCOUNT_IDS["alice"]
    few, many = plan_body(alice, endDate="2026-03-17"), plan_body(alice, endDate="2026-12-31", rule="WEEKLY")
    yield ("create_plan", lambda: carol.post("/plans", few), lambda: carol.post("/plans", many))
    ids = [make(company, "/plans", body)["id"] for body in (few, many)]
    yield (
        "update_partial_plan",
        lambda: carol.put(f"/plans/{ids[0]}/partial/2026-03-17", few),
        lambda: carol.put(f"/plans/{ids[1]}/partial/2026-03-17", many),
    )
    for month in range(4, 12):
        carol.delete(f"/plans/{ids[1]}/partial/2026-{month:02}-17")
    yield (
        "delete_day_from_plan",
        lambda: carol.delete(f"/plans/{ids[0]}/partial/2026-03-16"),
        lambda: carol.delete(f"/plans/{ids[1]}/partial/2026-03-18"),
    )
    yield ("update_plan", lambda: carol.put(f"/plans/{ids[0]}", few), lambda: carol.put(f"/plans/{ids[1]}", many))
    yield ("delete_plan_by_id", lambda: carol.delete(f"/plans/{ids[0]}"), lambda: carol.delete(f"/plans/{ids[1]}"))


def _plan_approvals(company: Company, database: Database) -> Iterator[tuple[str, Write, Write]]:
    company.configure(database, plan_approval_enabled=True)
    reviewed = {"planApproval": {"reviewerId": ACCOUNT_IDS["bob"]}}
    few, many = (make(company, "/plans", plan_body(ACCOUNT_IDS["alice"], rule=rule, **reviewed))["id"] for rule in ("NEVER", "WEEKLY"))
    approved = {"status": "APPROVED"}
    yield (
        "update_plan_approval",
        lambda: company.carol.put(f"/plan-approvals/{few}", approved),
        lambda: company.carol.put(f"/plan-approvals/{many}", approved),
    )


def _flex_plans(company: Company) -> Iterator[tuple[str, Write, Write]]:
    carol = company.carol
    short, long = ({"title": "x" * length, "teamId": NORTHERNERS, "issueId": NORTH_1} for length in (1, 255))
    yield ("create_flex_plan", lambda: carol.post("/flex-plans", short), lambda: carol.post("/flex-plans", long))
    yield ("update_flex_plan", lambda: carol.put("/flex-plans/1", short), lambda: carol.put("/flex-plans/2", long))
    yield ("delete_flex_plan_by_id", lambda: carol.delete("/flex-plans/1"), lambda: carol.delete("/flex-plans/2"))


def _permission_roles(company: Company) -> Iterator[tuple[str, Write, Write]]:
    """Little: one permission of one user over one team. Much: all permissions but one of all users over many teams."""
    carol = company.carol
    teams = [NORTHERNERS, *(make(company, "/teams", {"name": f"Team {n}"})["id"] for n in range(20))]
    roles: list[str] = []

    def role(name: str, count: int) -> dict[str, Any]:
        keys = [permission for permission in Permission if permission != Permission.ACCOUNT_MANAGE]
        people = list(ACCOUNT_IDS.values())
        lists = {"accessEntityIds": teams[:count], "permissionKeys": keys[:count], "permittedAccountIds": people[:count]}
        return {"name": name, "accessType": "TEAM"} | lists

    def create(body: dict[str, Any]) -> httpx.Response:
        response = carol.post("/permission-roles", body)
        roles.append(f"/permission-roles/{response.json()['id']}")
        return response

    few, many = role("Few", 1), role("Many", 20)
    yield "create_permission_group", lambda: create(few), lambda: create(many)
    yield "update_permission_group", lambda: carol.put(roles[0], few), lambda: carol.put(roles[1], many)
    yield "delete_editable_permission_group", lambda: carol.delete(roles[0]), lambda: carol.delete(roles[1])


def _timesheets(company: Company) -> Iterator[tuple[str, Write, Write]]:
    """Little: a week without worklogs. Much: one with thirty."""
    for _ in range(30):
        company.alice.logs(60, on="2026-02-10")

    def decide(who: Person, verb: str, day: str) -> httpx.Response:
        path = f"/4/timesheet-approvals/user/{ACCOUNT_IDS['alice']}/{verb}?from={day}"
        return who.http.post(path, json={"reviewerAccountId": ACCOUNT_IDS["bob"]} if verb == "submit" else {})

    for verb in ("submit", "recall", "submit", "reject", "submit", "approve", "reopen"):
        who = company.alice if verb in ("submit", "recall") else company.bob
        yield (
            f"{verb}_timesheet_for_user",
            lambda who=who, verb=verb: decide(who, verb, "2026-02-02"),  # type: ignore[misc]
            lambda who=who, verb=verb: decide(who, verb, "2026-02-09"),  # type: ignore[misc]
        )


def _values(count: int, *, skip: int = 0) -> list[dict[str, str]]:
    return [{"key": f"_{name}_", "value": "rain"} for name in "ABCD"[skip : skip + count]]


def _value_inputs(id: int) -> dict[str, Any]:
    return {"tempoWorklogId": id, "attributeValues": _values(3, skip=1)}
