"""Changes the seeded source like its users would: updates, deletions, approvals, days removed from plans."""

import httpx

from andante.directory.issues import actions as issues
from andante.directory.issues.wire import IssueChange, IssueInput
from andante.directory.people import actions as people
from andante.directory.people.wire import UserChange
from andante.directory.projects import actions as projects
from andante.directory.projects.wire import ComponentInput, VersionInput
from andante.kit import clock
from andante.kit.call import SYSTEM, Call
from andante.kit.database import Database
from andante.organization.resources import actions as resources
from andante.organization.teams import actions as teams
from andante.scopes import Permission
from tests.cast import ACCOUNT_IDS, NORTH, NORTHERNERS, Company
from tests.planning.plans.samples import HOUR, create_plan, plan_body


def simulate_activity(company: Company, database: Database) -> None:
    _change_directory(database)
    company.configure(database, plan_approval_enabled=True, week_start=7, number_of_days_allowed_into_future=30)
    _change_organization(company)
    _log_time(company)
    _create_plans(company)
    _approve_timesheets(company)


def _change_directory(database: Database) -> None:
    with database.write() as db:
        call = Call(db, SYSTEM, clock.now())
        people.change(call, ACCOUNT_IDS["dave"], UserChange(active=False, time_zone="Asia/Tokyo", name="dave"))
        projects.add_version(call, VersionInput(project="NORTH", name="1.0"))
        projects.add_component(call, ComponentInput(project="NORTH", name="Import"))
        resource = resources.create(call, "Created by the system")
        teams.add_resource(call, NORTHERNERS, resource.id)
        issues.add(call, IssueInput(key="NORTH-3", summary="Parent — ünicode", type="Epic", status="In Review", priority="High"))
        issues.change(
            call,
            "NORTH-1",
            IssueChange(parent="NORTH-3", assignee=ACCOUNT_IDS["alice"], versions=["1.0"], components=["Import"], description="x"),
        )


def _change_organization(company: Company) -> None:
    carol = company.carol
    customer = {"key": "A", "name": "A & Sons"}
    _ok(carol.put("/customers/A", customer))
    _ok(
        carol.put(
            "/accounts/C", {"key": "C", "name": "C", "status": "ARCHIVED", "leadAccountId": company.bob.id, "externalContactName": "Zoë"}
        )
    )
    link = carol.get(f"/account-links/project/{NORTH}").json()["results"][1]["id"]
    _ok(carol.patch(f"/account-links/{link}/make-default"))
    _ok(carol.put("/roles/1", {"name": "Contributor"}))
    scheme = carol.post("/workload-schemes", {"name": "New default"}).json()["id"]
    _ok(carol.put(f"/workload-schemes/{scheme}/default"))
    membership = carol.get(f"/team-memberships/team/{NORTHERNERS}").json()["results"][0]["id"]
    _ok(carol.put(f"/team-memberships/{membership}", {"commitmentPercent": 50, "from": "2026-01-01", "to": "2026-09-01", "roleId": 2}))
    team = {"name": "Leads", "accessType": "TEAM", "accessEntityIds": [NORTHERNERS], "permissionKeys": [Permission.WORKLOG_VIEW]}
    _ok(carol.post("/permission-roles", team | {"permittedAccountIds": [company.eve.id]}))
    _ok(carol.put("/generic-resources/1", {"name": "Architect"}))


def _log_time(company: Company) -> None:
    moved = company.alice.logs(on="2026-03-02", seconds=5000, billableSeconds=5000, description="Ünïcode\nand lines")["tempoWorklogId"]
    _ok(
        company.alice.put(
            f"/worklogs/{moved}", {"authorAccountId": company.alice.id, "issueId": 10002, "startDate": "2026-03-03", "timeSpentSeconds": 60}
        )
    )
    _ok(company.alice.delete(f"/worklogs/{company.alice.logs(on='2026-03-04')['tempoWorklogId']}"))
    _ok(
        company.frank.post(
            "/worklogs",
            {
                "authorAccountId": company.bob.id,
                "issueId": NORTH,
                "startDate": "2026-03-05",
                "timeSpentSeconds": 3600,
                "billableSeconds": 600,
            },
        )
    )


def _create_plans(company: Company) -> None:
    carol = company.carol
    total = {"effortPersistenceType": "TOTAL_SECONDS", "plannedSeconds": 7 * HOUR, "plannedSecondsPerDay": None}
    for rule in ("NEVER", "WEEKLY", "BI_WEEKLY"):
        plan = create_plan(carol, company.eve.id, rule=rule, startTime="09:30", description="Ü", **total)
        _ok(carol.delete(f"/plans/{plan['id']}/partial/2026-03-18"))
    plan = create_plan(
        carol, company.bob.id, includeNonWorkingDays=True, startDate="2026-03-13", rule="MONTHLY", recurrenceEndDate="2026-09-30"
    )
    _ok(carol.delete(f"/plans/{plan['id']}/partial/2026-04-14"))
    _ok(company.alice.post("/plans", plan_body(company.alice.id, planApproval={"reviewerId": company.bob.id, "status": "REQUESTED"})))
    requested = create_plan(company.alice, planApproval={"reviewerId": company.bob.id, "status": "REQUESTED"})
    _ok(company.bob.put(f"/plan-approvals/{requested['id']}", {"status": "APPROVED"}))


def _approve_timesheets(company: Company) -> None:
    path = f"/4/timesheet-approvals/user/{company.alice.id}"
    body = {"reviewerAccountId": company.carol.id, "comment": "please"}
    for verb, day in (("approve", "2026-01-05"), ("reject", "2026-01-12"), ("approve", "2026-01-19"), ("reopen", "2026-01-19")):
        _ok(company.carol.http.post(f"{path}/{verb}?from={day}", json={"comment": verb}))
    _ok(company.carol.http.post(f"{path}/submit?from=2026-01-12", json=body))


def _ok(response: httpx.Response) -> None:
    assert response.is_success, response.text
