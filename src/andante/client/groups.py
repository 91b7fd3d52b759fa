"""The operations of the API, one line each, in the groups and under the names that generated clients use."""

from andante.accounts.accounts import wire as accounts
from andante.accounts.customers import wire as customers
from andante.activity.audit import wire as audit
from andante.activity.webhooks import wire as webhooks
from andante.organization.memberships import wire as memberships
from andante.organization.permissions import wire as permissions
from andante.organization.programs import wire as programs
from andante.organization.resources import wire as resources
from andante.organization.roles import wire as roles
from andante.organization.teams import wire as teams
from andante.planning.flex_plans import wire as flexplans
from andante.planning.plan_search import wire as plan_search
from andante.planning.plans import wire as plans
from andante.schedules.holidays import wire as holidays
from andante.schedules.user_schedules import wire as schedule
from andante.schedules.workload import wire as workload
from andante.timekeeping.configuration import wire as configuration
from andante.timekeeping.periods import wire as periods
from andante.timekeeping.timesheets import wire as timesheets
from andante.timekeeping.work_attributes import wire as attributes
from andante.timekeeping.worklog_search import wire as worklog_search
from andante.timekeeping.worklogs import wire as worklogs

from .calls import Caller, Group, calls, iterates

__all__ = [
    "AccountCategoriesApi",
    "AccountCategoryTypesApi",
    "AccountLinksApi",
    "AccountsApi",
    "AuditEventsApi",
    "CustomersApi",
    "FlexPlansApi",
    "GenericResourceTeamMembersApi",
    "GenericResourcesApi",
    "GlobalConfigurationsApi",
    "HolidaySchemesApi",
    "PeriodsApi",
    "PermissionRolesApi",
    "PlanApprovalsApi",
    "PlansApi",
    "ProgramApi",
    "RolesApi",
    "SkillAssignmentsApi",
    "SkillsApi",
    "SubscriptionApi",
    "TeamApi",
    "TeamLinksApi",
    "TeamMembershipsApi",
    "TimesheetApprovalsApi",
    "UserScheduleApi",
    "WorkAttributesApi",
    "WorkloadSchemesApi",
    "WorklogsApi",
]


class WorklogsApi(Group[Caller]):
    get_worklogs = calls(worklog_search.get_worklogs)
    create_worklog = calls(worklogs.create_worklog)
    search_worklogs = calls(worklog_search.search_worklogs)
    get_worklogs_by_issue_id = calls(worklog_search.get_worklogs_by_issue_id)
    get_worklogs_by_project_id = calls(worklog_search.get_worklogs_by_project_id)
    get_worklogs_by_team = calls(worklog_search.get_worklogs_by_team)
    get_worklogs_by_user = calls(worklog_search.get_worklogs_by_user)
    get_worklogs_by_account = calls(worklog_search.get_worklogs_by_account)
    bulk_create_worklog = calls(worklogs.bulk_create_worklog)
    get_jira_worklog_ids_by_tempo_worklog_ids = calls(worklogs.get_jira_worklog_ids_by_tempo_worklog_ids)
    get_tempo_worklog_ids_by_jira_worklog_ids = calls(worklogs.get_tempo_worklog_ids_by_jira_worklog_ids)
    create_work_attribute_values_for_worklogs = calls(worklogs.create_work_attribute_values_for_worklogs)
    search_work_attribute_values_for_worklogs = calls(worklogs.search_work_attribute_values_for_worklogs)
    get_worklog_by_id = calls(worklogs.get_worklog_by_id)
    update_worklog = calls(worklogs.update_worklog)
    delete_worklog = calls(worklogs.delete_worklog)
    get_work_attribute_values_for_worklog = calls(worklogs.get_work_attribute_values_for_worklog)
    get_work_attribute_value_for_worklog = calls(worklogs.get_work_attribute_value_for_worklog)
    iter_worklogs = iterates(worklog_search.get_worklogs)
    iter_search_worklogs = iterates(worklog_search.search_worklogs)
    iter_worklogs_by_issue_id = iterates(worklog_search.get_worklogs_by_issue_id)
    iter_worklogs_by_project_id = iterates(worklog_search.get_worklogs_by_project_id)
    iter_worklogs_by_team = iterates(worklog_search.get_worklogs_by_team)
    iter_worklogs_by_user = iterates(worklog_search.get_worklogs_by_user)
    iter_worklogs_by_account = iterates(worklog_search.get_worklogs_by_account)
    iter_jira_worklog_ids_by_tempo_worklog_ids = iterates(worklogs.get_jira_worklog_ids_by_tempo_worklog_ids)
    iter_tempo_worklog_ids_by_jira_worklog_ids = iterates(worklogs.get_tempo_worklog_ids_by_jira_worklog_ids)


class WorkAttributesApi(Group[Caller]):
    get_work_attributes = calls(attributes.get_work_attributes)
    create_work_attributes = calls(attributes.create_work_attributes)
    get_work_attribute_by_key = calls(attributes.get_work_attribute_by_key)
    update_work_attribute_by_key = calls(attributes.update_work_attribute_by_key)
    delete_work_attribute_by_key = calls(attributes.delete_work_attribute_by_key)
    iter_work_attributes = iterates(attributes.get_work_attributes)


class GlobalConfigurationsApi(Group[Caller]):
    get_global_configuration = calls(configuration.get_global_configuration)


class WorkloadSchemesApi(Group[Caller]):
    get_workload_schemes = calls(workload.get_workload_schemes)
    create_workload_scheme = calls(workload.create_workload_scheme)
    search_workload_scheme_members = calls(workload.search_workload_scheme_members)
    get_user_workload_scheme = calls(workload.get_user_workload_scheme)
    get_workload_scheme_by_id = calls(workload.get_workload_scheme_by_id)
    update_workload_scheme = calls(workload.update_workload_scheme)
    delete_workload_scheme = calls(workload.delete_workload_scheme)
    set_default_workload_scheme = calls(workload.set_default_workload_scheme)
    get_workload_scheme_members1 = calls(workload.get_workload_scheme_members1)
    set_workload_scheme_for_users = calls(workload.set_workload_scheme_for_users)
    iter_workload_schemes = iterates(workload.get_workload_schemes)
    iter_search_workload_scheme_members = iterates(workload.search_workload_scheme_members)
    iter_workload_scheme_members1 = iterates(workload.get_workload_scheme_members1)


class HolidaySchemesApi(Group[Caller]):
    get_holiday_schemes = calls(holidays.get_holiday_schemes)
    create_holiday_scheme = calls(holidays.create_holiday_scheme)
    search_holiday_scheme_members = calls(holidays.search_holiday_scheme_members)
    get_user_holiday_scheme = calls(holidays.get_user_holiday_scheme)
    get_holiday_scheme = calls(holidays.get_holiday_scheme)
    update_holiday_scheme = calls(holidays.update_holiday_scheme)
    delete_holiday_scheme = calls(holidays.delete_holiday_scheme)
    set_default_scheme = calls(holidays.set_default_scheme)
    get_workload_scheme_members = calls(holidays.get_workload_scheme_members)
    set_workload_scheme_membership = calls(holidays.set_workload_scheme_membership)
    get_holidays = calls(holidays.get_holidays)
    create_holiday = calls(holidays.create_holiday)
    get_floating_holidays = calls(holidays.get_floating_holidays)
    get_holiday = calls(holidays.get_holiday)
    update_holiday = calls(holidays.update_holiday)
    delete_holiday = calls(holidays.delete_holiday)
    iter_search_holiday_scheme_members = iterates(holidays.search_holiday_scheme_members)
    iter_workload_scheme_members = iterates(holidays.get_workload_scheme_members)


class UserScheduleApi(Group[Caller]):
    get_authenticated_user_schedule = calls(schedule.get_authenticated_user_schedule)
    get_user_schedule = calls(schedule.get_user_schedule)


class PeriodsApi(Group[Caller]):
    get_periods = calls(periods.get_periods)


class AccountsApi(Group[Caller]):
    get_accounts = calls(accounts.get_accounts)
    create_account = calls(accounts.create_account)
    search_accounts = calls(accounts.search_accounts)
    get_account_by_id = calls(accounts.get_account_by_id)
    update_account = calls(accounts.update_account)
    delete_account = calls(accounts.delete_account)
    get_account_links = calls(accounts.get_account_links)
    iter_accounts = iterates(accounts.get_accounts)
    iter_search_accounts = iterates(accounts.search_accounts)
    iter_account_links = iterates(accounts.get_account_links)


class AccountLinksApi(Group[Caller]):
    create_link = calls(accounts.create_link)
    get_links_by_project = calls(accounts.get_links_by_project)
    get_link = calls(accounts.get_link)
    delete_link = calls(accounts.delete_link)
    patch_link = calls(accounts.patch_link)


class AccountCategoriesApi(Group[Caller]):
    get_categories = calls(customers.get_categories)
    create_category = calls(customers.create_category)
    get_category_by_key = calls(customers.get_category_by_key)
    update_category = calls(customers.update_category)
    delete_category = calls(customers.delete_category)


class AccountCategoryTypesApi(Group[Caller]):
    get_types = calls(customers.get_types)


class CustomersApi(Group[Caller]):
    get_customers = calls(customers.get_customers)
    create_customer = calls(customers.create_customer)
    search_customers = calls(customers.search_customers)
    get_customer_by_id = calls(customers.get_customer_by_id)
    update_customer = calls(customers.update_customer)
    delete_customer = calls(customers.delete_customer)
    get_customer_accounts = calls(accounts.get_customer_accounts)
    iter_customers = iterates(customers.get_customers)
    iter_search_customers = iterates(customers.search_customers)
    iter_customer_accounts = iterates(accounts.get_customer_accounts)


class TeamApi(Group[Caller]):
    get_teams = calls(teams.get_teams)
    create_team = calls(teams.create_team)
    get_team_by_id = calls(teams.get_team_by_id)
    update_team = calls(teams.update_team)
    delete_team = calls(teams.delete_team)
    get_team_members = calls(memberships.get_team_members)
    get_team_links = calls(teams.get_team_links)
    iter_teams = iterates(teams.get_teams)
    iter_team_members = iterates(memberships.get_team_members)
    iter_team_links = iterates(teams.get_team_links)


class TeamLinksApi(Group[Caller]):
    create_team_link = calls(teams.create_team_link)
    get_team_link_by_project_id = calls(teams.get_team_link_by_project_id)
    get_team_link = calls(teams.get_team_link)
    delete_team_link = calls(teams.delete_team_link)


class TeamMembershipsApi(Group[Caller]):
    create_membership = calls(memberships.create_membership)
    search_memberships = calls(memberships.search_memberships)
    get_all_memberships = calls(memberships.get_all_memberships)
    get_membership = calls(memberships.get_membership)
    update_membership = calls(memberships.update_membership)
    delete_membership = calls(memberships.delete_membership)
    iter_search_memberships = iterates(memberships.search_memberships)


class GenericResourceTeamMembersApi(Group[Caller]):
    get_resources_in_team = calls(teams.get_resources_in_team)
    add_resource_to_team = calls(teams.add_resource_to_team)
    get_generic_resource_team_member = calls(teams.get_generic_resource_team_member)
    remove_generic_resource_from_team = calls(teams.remove_generic_resource_from_team)


class ProgramApi(Group[Caller]):
    get_programs = calls(programs.get_programs)
    create_program = calls(programs.create_program)
    get_program_by_id = calls(programs.get_program_by_id)
    update_program = calls(programs.update_program)
    delete_program = calls(programs.delete_program)
    get_teams_by_program_id = calls(programs.get_teams_by_program_id)


class RolesApi(Group[Caller]):
    get_all_roles = calls(roles.get_all_roles)
    create_role = calls(roles.create_role)
    get_default_role = calls(roles.get_default_role)
    get_role_by_id = calls(roles.get_role_by_id)
    update_role = calls(roles.update_role)
    delete_role = calls(roles.delete_role)


class GenericResourcesApi(Group[Caller]):
    create_generic_resource = calls(resources.create_generic_resource)
    search_generic_resources = calls(resources.search_generic_resources)
    get_generic_resource = calls(resources.get_generic_resource)
    edit_generic_resource = calls(resources.edit_generic_resource)
    delete_generic_resource = calls(resources.delete_generic_resource)
    iter_search_generic_resources = iterates(resources.search_generic_resources)


class SkillsApi(Group[Caller]):
    get_skills = calls(resources.get_skills)
    create_skill = calls(resources.create_skill)
    get_skill = calls(resources.get_skill)
    update_skill = calls(resources.update_skill)
    delete_skill = calls(resources.delete_skill)
    iter_skills = iterates(resources.get_skills)


class SkillAssignmentsApi(Group[Caller]):
    assign_skills = calls(resources.assign_skills)
    replace_skill_assignments = calls(resources.replace_skill_assignments)
    search_skill_assignments = calls(resources.search_skill_assignments)
    get_skill_assignments = calls(resources.get_skill_assignments)
    remove_skill_assignment = calls(resources.remove_skill_assignment)
    iter_search_skill_assignments = iterates(resources.search_skill_assignments)


class PermissionRolesApi(Group[Caller]):
    get_permission_roles = calls(permissions.get_permission_roles)
    create_permission_group = calls(permissions.create_permission_group)
    get_global_permission_roles = calls(permissions.get_global_permission_roles)
    get_permission_role = calls(permissions.get_permission_role)
    update_permission_group = calls(permissions.update_permission_group)
    delete_editable_permission_group = calls(permissions.delete_editable_permission_group)
    iter_permission_roles = iterates(permissions.get_permission_roles)
    iter_global_permission_roles = iterates(permissions.get_global_permission_roles)


class TimesheetApprovalsApi(Group[Caller]):
    get_timesheet_approval_for_user = calls(timesheets.get_timesheet_approval_for_user)
    get_timesheet_reviewers_for_user = calls(timesheets.get_timesheet_reviewers_for_user)
    submit_timesheet_for_user = calls(timesheets.submit_timesheet_for_user)
    approve_timesheet_for_user = calls(timesheets.approve_timesheet_for_user)
    reject_timesheet_for_user = calls(timesheets.reject_timesheet_for_user)
    recall_timesheet_for_user = calls(timesheets.recall_timesheet_for_user)
    reopen_timesheet_for_user = calls(timesheets.reopen_timesheet_for_user)
    get_timesheet_approval_for_team = calls(timesheets.get_timesheet_approval_for_team)
    get_timesheet_approvals_waiting_for_approval = calls(timesheets.get_timesheet_approvals_waiting_for_approval)
    search_timesheet_approval_logs = calls(timesheets.search_timesheet_approval_logs)
    iter_search_timesheet_approval_logs = iterates(timesheets.search_timesheet_approval_logs)


class PlansApi(Group[Caller]):
    get_plans = calls(plan_search.get_plans)
    create_plan = calls(plans.create_plan)
    search_plans = calls(plan_search.search_plans)
    get_plans_for_user = calls(plan_search.get_plans_for_user)
    get_plans_for_generic_resource = calls(plan_search.get_plans_for_generic_resource)
    get_plan_by_id = calls(plans.get_plan_by_id)
    update_plan = calls(plans.update_plan)
    delete_plan_by_id = calls(plans.delete_plan_by_id)
    update_partial_plan = calls(plans.update_partial_plan)
    delete_day_from_plan = calls(plans.delete_day_from_plan)
    iter_plans = iterates(plan_search.get_plans)
    iter_search_plans = iterates(plan_search.search_plans)


class PlanApprovalsApi(Group[Caller]):
    get_plans_for_review = calls(plans.get_plans_for_review)
    update_plan_approval = calls(plans.update_plan_approval)
    get_possible_plan_reviewers = calls(plans.get_possible_plan_reviewers)


class FlexPlansApi(Group[Caller]):
    create_flex_plan = calls(flexplans.create_flex_plan)
    search_flex_plans = calls(flexplans.search_flex_plans)
    get_flex_plan_by_id = calls(flexplans.get_flex_plan_by_id)
    update_flex_plan = calls(flexplans.update_flex_plan)
    delete_flex_plan_by_id = calls(flexplans.delete_flex_plan_by_id)


class AuditEventsApi(Group[Caller]):
    search_audit_logs = calls(audit.search_audit_logs)
    get_deleted_worklog_audit_event = calls(audit.get_deleted_worklog_audit_event)
    get_deleted_allocation_audit_event = calls(audit.get_deleted_allocation_audit_event)
    iter_search_audit_logs = iterates(audit.search_audit_logs)
    iter_deleted_worklog_audit_event = iterates(audit.get_deleted_worklog_audit_event)
    iter_deleted_allocation_audit_event = iterates(audit.get_deleted_allocation_audit_event)


class SubscriptionApi(Group[Caller]):
    get_subscriptions = calls(webhooks.get_subscriptions)
    create_subscription = calls(webhooks.create_subscription)
    get_subscription_by_id = calls(webhooks.get_subscription_by_id)
    delete_subscription_by_id = calls(webhooks.delete_subscription_by_id)
    refresh_subscription = calls(webhooks.refresh_subscription)
