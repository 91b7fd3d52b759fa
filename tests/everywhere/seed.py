"""Test data for the tests of all operations: entries in every list, and required bodies of searches.

A new domain adds a function that creates at least three entries of each of its lists, and calls it in `seed`.
"""

from typing import Any

from andante.timekeeping.worklogs.rules import ASSIGNED_JIRA_IDS
from tests.accounts.accounts.bookkeeping import create_account, create_link
from tests.activity.webhooks import samples as webhooks
from tests.cast import ACCOUNT_IDS, NORTH, NORTH_1, NORTHERNERS, SOUTH, Company
from tests.planning.plans.samples import plan_body
from tests.schedules.holidays.schemes import CHRISTMAS, EASTER

EXAMPLES: dict[str, tuple[int | str, ...]] = {
    "get_work_attribute_value_for_worklog": (1, "_Kind_"),
    "get_links_by_project": (NORTH,),
    "get_team_link_by_project_id": (NORTH,),
    "get_generic_resource_team_member": (NORTHERNERS, 1),
    "get_holiday": (1, 1),
    "get_plans_for_generic_resource": (1,),
    "get_week": ("2026-03-10",),
    "get_webhook_deliveries": (webhooks.ID,),
}
"""Path values of reading operations, if neither a link nor the name of the parameter provides them."""

WEST = 10002
"""A third project."""

KNOWN = {"accountId": ACCOUNT_IDS["alice"], "issueId": NORTH_1, "projectId": NORTH, "accountKey": "A", "teamId": NORTHERNERS}
"""Path parameters that have the same meaning in all operations."""

BODIES: dict[str, Any] = {
    "get_jira_worklog_ids_by_tempo_worklog_ids": {"tempoWorklogIds": [1, 2, 3]},
    "get_tempo_worklog_ids_by_jira_worklog_ids": {"jiraWorklogIds": [ASSIGNED_JIRA_IDS + id for id in (1, 2, 3)]},
    "search_work_attribute_values_for_worklogs": {"tempoWorklogIds": [1, 2, 3]},
    "search_skill_assignments": {
        "assignees": [{"assigneeId": ACCOUNT_IDS[name], "assigneeType": "USER"} for name in ("alice", "bob", "dave")]
    },
    "search_workload_scheme_members": {"schemeIds": [1, 2]},
    "search_holiday_scheme_members": {"schemeIds": [1, 2]},
    "search_audit_logs": {"from": "2026-01-01"},
    "search_plans": {"from": "2026-03-01", "to": "2026-03-31"},
}
"""Bodies of reading operations (searches) that require one."""


MARCH = "from=2026-03-01&to=2026-03-31"

QUERIES: dict[str, str] = {
    "get_user_schedule": MARCH,
    "get_deleted_worklog_audit_event": "updatedFrom=2026-03-01",
    "get_deleted_allocation_audit_event": "updatedFrom=2026-03-01",
    "get_authenticated_user_schedule": MARCH,
    "get_periods": MARCH,
    "get_timesheet_approval_for_user": "from=2026-03-09",
    "get_timesheet_approval_for_team": "from=2026-03-09",
    "get_plans": MARCH,
    "get_planned_and_logged": MARCH,
    "get_capacity": MARCH,
    "get_time_report": f"{MARCH}&groupBy=DAY",
    "get_time_report_totals": f"{MARCH}&groupBy=USER",
    "get_worklogs_of_time_report": MARCH,
    "get_changes": "limit=3",
    "get_records_as_of": "entity=worklog&asOf=2030-01-01",
    "get_possible_plan_reviewers": f"accountId={ACCOUNT_IDS['alice']}",
}
"""Query strings of reading operations that require one. The position after the newest change would differ between databases."""


def seed(company: Company) -> None:
    _attributes(company)
    _accounts(company)
    _worklogs(company)
    _teams(company)
    _resources(company)
    _schemes(company)
    _permission_roles(company)
    _timesheets(company)
    _plans(company)
    _own_objects(company)
    webhooks.subscribe(company)


def _attributes(company: Company) -> None:
    make(company, "/work-attributes", {"name": "Account", "type": "ACCOUNT"})
    for name in ("Kind", "Place", "Weather"):
        make(company, "/work-attributes", {"key": f"_{name}_", "name": name, "type": "STATIC_LIST", "values": ["A", "B"]})
    make(company, "/work-attributes", {"key": "_Note_", "name": "Note", "type": "INPUT_FIELD"})


def _accounts(company: Company) -> None:
    for key in ("A", "B", "C"):
        make(company, "/customers", {"key": key, "name": key})
        make(company, "/account-categories", {"key": key, "name": key, "typeName": "BILLABLE"})
        create_account(company.carol, key, customerKey="A", categoryKey=key, contactAccountId=ACCOUNT_IDS["dave"])
        create_link(company.carol, key, NORTH)
    create_account(company.carol, "ALL", **{"global": True})
    for project in (SOUTH, WEST):
        create_link(company.carol, "A", project)


def _worklogs(company: Company) -> None:
    kind = company.carol.get("/work-attributes/_Kind_").json()["values"][0]
    for day in range(10, 16):
        attributes = [{"key": "_Kind_", "value": kind}, {"key": "_Note_", "value": "rain"}, {"key": "_Account_", "value": "A"}]
        company.alice.logs(on=f"2026-03-{day}", attributes=attributes)
        company.dave.logs(on=f"2026-03-{day}")


def _teams(company: Company) -> None:
    for name in ("dave", "frank"):
        make(company, "/team-memberships", {"accountId": ACCOUNT_IDS[name], "teamId": NORTHERNERS, "from": "2026-01-01"})
    for name in ("Southerners", "Westerners"):
        make(company, "/teams", {"name": name, "leadAccountId": ACCOUNT_IDS["bob"]})
        make(company, "/roles", {"name": name})
    make(company, "/programs", {"name": "Earth", "managerAccountId": ACCOUNT_IDS["bob"], "teamIds": [1, 2]})
    for project in (NORTH, SOUTH, WEST):
        make(company, "/team-links", {"teamId": NORTHERNERS, "scopeId": project, "scopeType": "PROJECT"})


def _resources(company: Company) -> None:
    for name in ("Designer", "Driver", "Cook"):
        resource = make(company, "/generic-resources", {"name": name})["id"]
        make(company, f"/teams/{NORTHERNERS}/generic-resources", {"genericResourceId": resource})
    skills = [make(company, "/skills", {"name": name})["id"] for name in ("Java", "Juggling", "Jokes")]
    for name in ("alice", "bob", "dave"):
        make(company, "/skill-assignments", {"assigneeId": ACCOUNT_IDS[name], "assigneeType": "USER", "skillIds": skills})


def _schemes(company: Company) -> None:
    """Each new scheme has one member. The other users stay in the default schemes."""
    for name in ("alice", "bob"):
        for kind in ("workload-schemes", "holiday-schemes"):
            scheme = make(company, f"/{kind}", {"name": name})["id"]
            assert company.carol.post(f"/{kind}/{scheme}/members", {"accountIds": [ACCOUNT_IDS[name]]}).status_code == 204
    for holiday in (CHRISTMAS, EASTER):
        make(company, "/holiday-schemes/1/holidays", holiday)


def _plans(company: Company) -> None:
    """Plans of users and generic resources, some without an end."""
    for rule in ("NEVER", "WEEKLY", "MONTHLY"):
        for name in ("alice", "bob"):
            make(company, "/plans", plan_body(ACCOUNT_IDS[name], rule=rule))
        make(company, "/plans", plan_body("1", assigneeType="GENERIC", planItemId=str(NORTH), planItemType="PROJECT", rule=rule))
        make(company, "/flex-plans", {"title": rule, "teamId": NORTHERNERS, "issueId": NORTH_1})


def make(company: Company, path: str, body: dict[str, Any]) -> Any:
    """Creates an object as the administrator, and returns it."""
    response = company.carol.post(path, body)
    assert response.status_code == 200, response.text
    return response.json()


def _permission_roles(company: Company) -> None:
    for name in ("Auditors", "Planners", "Bookkeepers"):
        make(company, "/permission-roles", {"name": name, "accessType": "GLOBAL"})


def _timesheets(company: Company) -> None:
    """Submits timesheets of weeks without worklogs, so that their locks don't affect other tests."""
    body = {"reviewerAccountId": ACCOUNT_IDS["carol"]}
    for day in ("2026-01-05", "2026-01-12", "2026-01-19"):
        submitted = company.carol.http.post(f"/4/timesheet-approvals/user/{ACCOUNT_IDS['alice']}/submit?from={day}", json=body)
        assert submitted.status_code == 200, submitted.text


def _own_objects(company: Company) -> None:
    """What belongs to the administrator, who calls the operations: favorites and a timer."""
    for path in ("/favorites/NORTH-1", "/favorites/NORTH-2", "/favorites/SOUTH-1", "/timer"):
        response = company.carol.http.put(f"/4-andante{path}", json={"issueKey": "NORTH-1"} if path == "/timer" else None)
        assert response.status_code in (200, 204), response.text
