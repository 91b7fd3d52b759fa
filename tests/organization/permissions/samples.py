"""A sample request for every operation, about objects of alice, of her team or of the whole company, and the objects that it needs."""

from typing import Any, NamedTuple

from andante.timekeeping.worklogs.rules import ASSIGNED_JIRA_IDS
from tests.activity.webhooks import samples as webhooks
from tests.cast import ACCOUNT_IDS, NORTH, NORTH_1, NORTHERNERS, NOW, Company
from tests.planning.plans.samples import plan_body

ALICE, BOB, CAROL = (ACCOUNT_IDS[name] for name in ("alice", "bob", "carol"))
OPEN, IN_REVIEW, APPROVED = "from=2026-03-09", "from=2026-03-02", "from=2026-02-23"
"""The states of alice's timesheets."""

WORKED = '"tempoWorklogId":1,'
DAYS = "from=2026-03-01&to=2026-03-31"
WORK = {"authorAccountId": ALICE, "startDate": "2026-03-10", "timeSpentSeconds": 3600}
ACCOUNT = {"key": "NEW", "name": "New", "status": "OPEN", "leadAccountId": BOB}
HOLIDAY = {"name": "Off", "type": "FIXED", "date": "2026-05-01", "durationSeconds": 60}
ROLE = {"name": "New", "accessType": "TEAM"}
ATTRIBUTE = {"name": "New", "type": "INPUT_FIELD"}
PLANNED = plan_body(ALICE, description="As planned", planApproval={"reviewerId": BOB})
FOR_A_ROOM = plan_body("1", assigneeType="GENERIC", description="The room")
FLEX_PLAN = {"title": "When there is time", "teamId": NORTHERNERS, "issueId": NORTH_1}
MAIL_AT_ONCE = {"kind": "MISSING_TIME", "pages": False, "mail": "AT_ONCE"}
SKILLED = {"assigneeId": ALICE, "assigneeType": "USER", "skillIds": [1]}


class Sample(NamedTuple):
    """The path values, query string and body of a request. `trace` is a text that the response contains if the caller may see the
    object."""

    values: tuple[int | str, ...] = ()
    query: str = ""
    body: Any = None
    trace: str = ""


def sample_of(operation_id: str) -> Sample:
    assert operation_id in SAMPLES, f"{operation_id} has no sample: add one to tests/organization/permissions/samples.py"
    return SAMPLES[operation_id]


def create_objects(company: Company) -> None:
    """Creates the objects of the samples."""
    carol, alice, bob = company.carol, company.alice, company.bob
    posts: list[tuple[str, Any]] = [
        ("/work-attributes", {"key": "_Note_", "name": "Note", "type": "INPUT_FIELD"}),
        ("/customers", {"key": "CUST", "name": "Customer"}),
        ("/account-categories", {"key": "CAT", "name": "Category"}),
        ("/accounts", ACCOUNT | {"key": "ACME", "global": True}),
        ("/accounts", ACCOUNT | {"key": "FREE"}),
        ("/account-links", {"accountKey": "ACME", "scopeId": NORTH, "scopeType": "PROJECT", "default": True}),
        ("/workload-schemes", {"name": "Part time"}),
        ("/holiday-schemes", {"name": "Berlin"}),
        ("/holiday-schemes/2/holidays", HOLIDAY),
        ("/roles", {"name": "Tester"}),
        ("/programs", {"name": "Program"}),
        ("/team-links", {"teamId": NORTHERNERS, "scopeId": NORTH, "scopeType": "PROJECT"}),
        ("/generic-resources", {"name": "Room"}),
        ("/generic-resources", {"name": "Car"}),
        (f"/teams/{NORTHERNERS}/generic-resources", {"genericResourceId": 1}),
        ("/skills", {"name": "Python"}),
        ("/skill-assignments", SKILLED),
        ("/permission-roles", ROLE | {"name": "Auditors", "accessEntityIds": [NORTHERNERS]}),
        ("/teams", {"name": "Westerners", "leadAccountId": BOB}),
        ("/team-memberships", {"teamId": 2, "accountId": CAROL}),
        ("/plans", FOR_A_ROOM),
        ("/flex-plans", FLEX_PLAN),
    ]
    for path, body in posts:
        response = carol.post(path, body)
        assert response.status_code in (200, 204), (path, response.text)
    alice.logs(on="2026-03-10", attributes=[{"key": "_Note_", "value": "x"}])
    alice.logs(on="2026-03-10")
    assert alice.post("/plans", PLANNED).status_code == 200
    for period in (IN_REVIEW, APPROVED):
        assert alice.http.post(f"/4/timesheet-approvals/user/{ALICE}/submit?{period}").status_code == 200
    assert bob.http.post(f"/4/timesheet-approvals/user/{ALICE}/approve?{APPROVED}").status_code == 200
    puts: list[tuple[str, Any]] = [
        ("/timer", {"issueKey": "NORTH-1", "description": "At work", "startedAt": "2026-03-18T11:00:00Z"}),
        ("/favorites/NORTH-2", None),
        ("/preferences", {"density": "COMPACT"}),
        ("/notifications/settings", {"choices": [MAIL_AT_ONCE]}),
    ]
    for path, body in puts:
        response = alice.http.put(f"/4-andante{path}", json=body)
        assert response.status_code in (200, 204), (path, response.text)
    webhooks.subscribe(company)


SAMPLES: dict[str, Sample] = {
    # worklogs
    "get_worklogs": Sample(trace=WORKED),
    "search_worklogs": Sample(body={}, trace=WORKED),
    "get_worklogs_by_issue_id": Sample((NORTH_1,), trace=WORKED),
    "get_worklogs_by_project_id": Sample((NORTH,), trace=WORKED),
    "get_worklogs_by_team": Sample((NORTHERNERS,), trace=WORKED),
    "get_worklogs_by_user": Sample((ALICE,), trace=WORKED),
    "get_worklogs_by_account": Sample(("ACME",), trace=WORKED),
    "create_worklog": Sample(body=WORK | {"issueId": NORTH_1}),
    "bulk_create_worklog": Sample((NORTH_1,), body=[WORK]),
    "get_worklog_by_id": Sample((1,), trace=WORKED),
    "update_worklog": Sample((1,), body=WORK),
    "delete_worklog": Sample((1,)),
    "get_jira_worklog_ids_by_tempo_worklog_ids": Sample(body={"tempoWorklogIds": [1]}, trace=WORKED),
    "get_tempo_worklog_ids_by_jira_worklog_ids": Sample(body={"jiraWorklogIds": [ASSIGNED_JIRA_IDS + 1]}, trace=WORKED),
    "create_work_attribute_values_for_worklogs": Sample(body=[{"tempoWorklogId": 2, "attributeValues": [{"key": "_Note_", "value": "x"}]}]),
    "search_work_attribute_values_for_worklogs": Sample(body={"tempoWorklogIds": [1]}, trace='"tempoWorklogId":1,'),
    "get_work_attribute_values_for_worklog": Sample((1,), trace="_Note_"),
    "get_work_attribute_value_for_worklog": Sample((1, "_Note_"), trace="_Note_"),
    # work attributes and configuration
    "get_work_attributes": Sample(trace="_Note_"),
    "create_work_attributes": Sample(body=ATTRIBUTE),
    "get_work_attribute_by_key": Sample(("_Note_",), trace="_Note_"),
    "update_work_attribute_by_key": Sample(("_Note_",), body=ATTRIBUTE),
    "delete_work_attribute_by_key": Sample(("_Note_",)),
    "get_global_configuration": Sample(trace="approvalPeriod"),
    # schemes, schedules, periods
    "get_workload_schemes": Sample(trace="Part time"),
    "create_workload_scheme": Sample(body={"name": "New"}),
    "search_workload_scheme_members": Sample(body={"schemeIds": [1]}, trace=ALICE),
    "get_user_workload_scheme": Sample((ALICE,), trace="Full time"),
    "get_workload_scheme_by_id": Sample((2,), trace="Part time"),
    "update_workload_scheme": Sample((2,), body={"name": "New"}),
    "delete_workload_scheme": Sample((2,)),
    "set_default_workload_scheme": Sample((2,)),
    "get_workload_scheme_members1": Sample((1,), trace=ALICE),
    "set_workload_scheme_for_users": Sample((2,), body={"accountIds": [ALICE]}),
    "get_holiday_schemes": Sample(trace="Berlin"),
    "create_holiday_scheme": Sample(body={"name": "New"}),
    "search_holiday_scheme_members": Sample(body={"schemeIds": [1]}, trace=ALICE),
    "get_user_holiday_scheme": Sample((ALICE,), trace="No holidays"),
    "get_holiday_scheme": Sample((2,), trace="Berlin"),
    "update_holiday_scheme": Sample((2,), body={"name": "New"}),
    "delete_holiday_scheme": Sample((2,)),
    "set_default_scheme": Sample((2,)),
    "get_workload_scheme_members": Sample((1,), trace=ALICE),
    "set_workload_scheme_membership": Sample((2,), body={"accountIds": [ALICE]}),
    "get_holidays": Sample((2,), trace='"Off"'),
    "create_holiday": Sample((2,), body=HOLIDAY | {"date": "2026-05-02"}),
    "get_floating_holidays": Sample((2,)),
    "get_holiday": Sample((2, 1), trace='"Off"'),
    "update_holiday": Sample((2, 1), body=HOLIDAY | {"name": "New"}),
    "delete_holiday": Sample((2, 1)),
    "get_authenticated_user_schedule": Sample(query=DAYS, trace="2026-03-10"),
    "get_user_schedule": Sample((ALICE,), DAYS, trace="2026-03-10"),
    "get_periods": Sample(query=DAYS, trace="2026-03-09"),
    # accounts
    "get_accounts": Sample(trace="ACME"),
    "create_account": Sample(body=ACCOUNT),
    "search_accounts": Sample(body={}, trace="ACME"),
    "get_account_by_id": Sample((1,), trace="ACME"),
    "update_account": Sample(("FREE",), body=ACCOUNT | {"key": "FREE"}),
    "delete_account": Sample(("FREE",)),
    "get_account_links": Sample(("ACME",), trace="/4/account-links/1"),
    "get_customer_accounts": Sample((1,)),
    "create_link": Sample(body={"accountKey": "FREE", "scopeId": NORTH, "scopeType": "PROJECT"}),
    "get_links_by_project": Sample((NORTH,), trace="/4/account-links/1"),
    "get_link": Sample((1,), trace="/4/account-links/1"),
    "delete_link": Sample((1,)),
    "patch_link": Sample((1,)),
    "get_customers": Sample(trace="CUST"),
    "create_customer": Sample(body={"key": "NEW", "name": "New"}),
    "search_customers": Sample(body={}, trace="CUST"),
    "get_customer_by_id": Sample((1,), trace="CUST"),
    "update_customer": Sample(("CUST",), body={"key": "CUST", "name": "New"}),
    "delete_customer": Sample(("CUST",)),
    "get_categories": Sample(trace="CAT"),
    "create_category": Sample(body={"key": "NEW", "name": "New"}),
    "get_category_by_key": Sample(("CAT",), trace="CAT"),
    "update_category": Sample(("CAT",), body={"key": "CAT", "name": "New"}),
    "delete_category": Sample(("CAT",)),
    "get_types": Sample(trace="BILLABLE"),
    # teams
    "get_teams": Sample(trace="Northerners"),
    "create_team": Sample(body={"name": "New"}),
    "get_team_by_id": Sample((NORTHERNERS,), trace="Northerners"),
    "update_team": Sample((NORTHERNERS,), body={"name": "New"}),
    "delete_team": Sample((NORTHERNERS,)),
    "get_team_members": Sample((NORTHERNERS,), trace=ALICE),
    "get_programs": Sample(trace='"Program"'),
    "create_program": Sample(body={"name": "New"}),
    "get_program_by_id": Sample((1,), trace='"Program"'),
    "update_program": Sample((1,), body={"name": "New"}),
    "delete_program": Sample((1,)),
    "get_teams_by_program_id": Sample((1,)),
    "create_membership": Sample(body={"teamId": NORTHERNERS, "accountId": CAROL, "from": NOW[:10]}),
    "search_memberships": Sample(body={}, trace=ALICE),
    "get_all_memberships": Sample((NORTHERNERS,), trace=ALICE),
    "get_membership": Sample((1,), trace=ALICE),
    "update_membership": Sample((1,), body={"from": "2026-01-01"}),
    "delete_membership": Sample((1,)),
    "get_team_links": Sample((NORTHERNERS,), trace="/4/team-links/1"),
    "create_team_link": Sample(body={"teamId": NORTHERNERS, "scopeId": NORTH + 1, "scopeType": "PROJECT"}),
    "get_team_link_by_project_id": Sample((NORTH,), trace="/4/team-links/1"),
    "get_team_link": Sample((1,), trace="/4/team-links/1"),
    "delete_team_link": Sample((1,)),
    "get_resources_in_team": Sample((NORTHERNERS,), trace="/4/generic-resources/1"),
    "add_resource_to_team": Sample((NORTHERNERS,), body={"genericResourceId": 2}),
    "get_generic_resource_team_member": Sample((NORTHERNERS, 1), trace="/4/generic-resources/1"),
    "remove_generic_resource_from_team": Sample((NORTHERNERS, 1)),
    "get_all_roles": Sample(trace="Tester"),
    "create_role": Sample(body={"name": "New"}),
    "get_default_role": Sample(trace="Member"),
    "get_role_by_id": Sample((2,), trace="Tester"),
    "update_role": Sample((2,), body={"name": "New"}),
    "delete_role": Sample((2,)),
    # generic resources and skills
    "create_generic_resource": Sample(body={"name": "New"}),
    "search_generic_resources": Sample(body={}, trace="Room"),
    "get_generic_resource": Sample((1,), trace="Room"),
    "edit_generic_resource": Sample((1,), body={"name": "New"}),
    "delete_generic_resource": Sample((2,)),
    "get_skills": Sample(trace="Python"),
    "create_skill": Sample(body={"name": "New"}),
    "get_skill": Sample((1,), trace="Python"),
    "update_skill": Sample((1,), body={"name": "New"}),
    "delete_skill": Sample((1,)),
    "assign_skills": Sample(body=SKILLED),
    "replace_skill_assignments": Sample(body=SKILLED),
    "search_skill_assignments": Sample(body={"assignees": [{"assigneeId": ALICE, "assigneeType": "USER"}]}, trace="Python"),
    "get_skill_assignments": Sample((ALICE, "USER"), trace="Python"),
    "remove_skill_assignment": Sample((ALICE, "USER", 1)),
    # permission roles
    "get_permission_roles": Sample(trace='"Auditors"'),
    "create_permission_group": Sample(body=ROLE),
    "get_global_permission_roles": Sample(trace='"Administrators"'),
    "get_permission_role": Sample((3,), trace='"Auditors"'),
    "update_permission_group": Sample((3,), body=ROLE),
    "delete_editable_permission_group": Sample((3,)),
    # timesheets
    "get_timesheet_approval_for_user": Sample((ALICE,), OPEN, trace=ALICE),
    "get_timesheet_reviewers_for_user": Sample((ALICE,), trace=BOB),
    "submit_timesheet_for_user": Sample((ALICE,), OPEN),
    "approve_timesheet_for_user": Sample((ALICE,), IN_REVIEW),
    "reject_timesheet_for_user": Sample((ALICE,), IN_REVIEW),
    "recall_timesheet_for_user": Sample((ALICE,), IN_REVIEW),
    "reopen_timesheet_for_user": Sample((ALICE,), APPROVED),
    "get_timesheet_approval_for_team": Sample((NORTHERNERS,), OPEN, trace=ALICE),
    "get_timesheet_approvals_waiting_for_approval": Sample(trace=ALICE),
    "search_timesheet_approval_logs": Sample(body={}, trace=ALICE),
    # plans
    "get_plans": Sample(query=DAYS, trace="As planned"),
    "search_plans": Sample(body={"from": "2026-03-01", "to": "2026-03-31"}, trace="As planned"),
    "get_plans_for_user": Sample((ALICE,), trace="As planned"),
    "get_plans_for_generic_resource": Sample((1,), trace="The room"),
    "create_plan": Sample(body=plan_body(ALICE)),
    "get_plan_by_id": Sample((2,), trace="As planned"),
    "update_plan": Sample((2,), body=PLANNED),
    "delete_plan_by_id": Sample((2,)),
    "update_partial_plan": Sample((2, "2026-03-17"), body=PLANNED),
    "delete_day_from_plan": Sample((2, "2026-03-17")),
    "get_plans_for_review": Sample(body={}, trace="As planned"),
    "update_plan_approval": Sample((2,), body={"status": "APPROVED"}),
    "get_possible_plan_reviewers": Sample(query=f"accountId={ALICE}", trace=BOB),
    "create_flex_plan": Sample(body=FLEX_PLAN),
    "search_flex_plans": Sample(body={}, trace="When there is time"),
    "get_flex_plan_by_id": Sample((1,), trace="When there is time"),
    "update_flex_plan": Sample((1,), body=FLEX_PLAN),
    "delete_flex_plan_by_id": Sample((1,)),
    # operations that Tempo doesn't have
    "patch_worklog": Sample((1,), body={"timeSpentSeconds": 1800}),
    "delete_worklogs": Sample(body={"ids": [1]}),
    "get_favorites": Sample(trace="NORTH-2"),
    "add_favorite": Sample(("NORTH-1",)),
    "delete_favorite": Sample(("NORTH-2",)),
    "get_timer": Sample(trace="At work"),
    "set_timer": Sample(body={"issueKey": "NORTH-1"}),
    "stop_timer": Sample(body={}),
    "discard_timer": Sample(),
    "get_week": Sample(("2026-03-10",), f"accountId={ALICE}", trace='"worklogIds":[1,2]'),
    "set_week_cell": Sample(
        body={"accountId": ALICE, "issueKey": "NORTH-1", "date": "2026-03-10", "timeSpentSeconds": 3600, "wasSeconds": 7200}
    ),
    "copy_week": Sample(body={"accountId": ALICE, "date": "2026-03-16", "source": "LAST_WEEK"}),
    "get_issue_suggestions": Sample(trace='"FAVORITE"'),
    "get_worklog_form": Sample(query=f"issueKey=NORTH-1&accountId={ALICE}&date=2026-03-10", trace="_Note_"),
    "search": Sample(query="query=Eve", trace='"Eve"'),
    "get_planned_and_logged": Sample(query=DAYS, trace=ALICE),
    "get_capacity": Sample(query=DAYS, trace=ALICE),
    "get_time_report": Sample(query=f"{DAYS}&groupBy=USER", trace=ALICE),
    "get_time_report_totals": Sample(query=f"{DAYS}&groupBy=USER", trace="7200"),
    "get_worklogs_of_time_report": Sample(query=DAYS, trace=ALICE),
    "get_preferences": Sample(trace="COMPACT"),
    "update_preferences": Sample(body={}),
    # notifications
    "get_notifications": Sample(trace="TIMESHEET_APPROVED"),
    "read_notifications": Sample(body={"ids": [1]}),
    "get_notification_settings": Sample(trace='"pages":false'),
    "update_notification_settings": Sample(body={"choices": []}),
    # webhooks
    "get_subscriptions": Sample(trace=webhooks.ID),
    "create_subscription": Sample(body=webhooks.SUBSCRIPTION | {"event": "plan.created"}),
    "get_subscription_by_id": Sample((webhooks.ID,), trace=webhooks.ID),
    "delete_subscription_by_id": Sample((webhooks.ID,)),
    "refresh_subscription": Sample((webhooks.ID,)),
    "search_audit_logs": Sample(body={"from": NOW[:10]}, trace="worklog"),
    "get_deleted_worklog_audit_event": Sample(query="updatedFrom=2026-03-01"),
    "get_deleted_allocation_audit_event": Sample(query="updatedFrom=2026-03-01"),
    "get_changes": Sample(query="entity=worklog", trace='"entity":"worklog","entityId":"1","action":"Created"'),
    "get_records_as_of": Sample(query="entity=worklog&asOf=2026-03-18T12:00:00Z", trace='"entityId":"1"'),
    "undo_change": Sample((47,), body={}),
    "get_webhook_deliveries": Sample((webhooks.ID,), trace="handshake"),
    "redeliver_webhook": Sample((1,)),
    "redeliver_failed_webhooks": Sample((webhooks.ID,)),
    "rotate_webhook_secret": Sample((webhooks.ID,)),
}
