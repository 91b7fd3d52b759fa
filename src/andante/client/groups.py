"""Every operation, one line each, in the groups of the API."""

from ..accounts import wire as accounts
from ..attributes import wire as attributes
from ..configuration import wire as configuration
from ..customers import wire as customers
from ..flexplans import wire as flexplans
from ..holidays import wire as holidays
from ..periods import wire as periods
from ..permissions import wire as permissions
from ..plans import wire as plans
from ..resources import wire as resources
from ..roles import wire as roles
from ..schedule import wire as schedule
from ..teamlinks import wire as teamlinks
from ..teams import wire as teams
from ..timesheets import wire as timesheets
from ..workload import wire as workload
from ..worklogs import wire as worklogs
from .calls import Async, Sync, calls


class _Worklogs:
    get_worklogs = calls(worklogs.get_worklogs)
    create_worklog = calls(worklogs.create_worklog)
    search_worklogs = calls(worklogs.search_worklogs)
    get_worklogs_by_issue_id = calls(worklogs.get_worklogs_by_issue_id)
    get_worklogs_by_project_id = calls(worklogs.get_worklogs_by_project_id)
    get_worklogs_by_team = calls(worklogs.get_worklogs_by_team)
    get_worklogs_by_user = calls(worklogs.get_worklogs_by_user)
    get_worklogs_by_account = calls(worklogs.get_worklogs_by_account)
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


class Worklogs(_Worklogs, Sync): ...


class AsyncWorklogs(_Worklogs, Async): ...


class _WorkAttributes:
    get_work_attributes = calls(attributes.get_work_attributes)
    create_work_attributes = calls(attributes.create_work_attributes)
    get_work_attribute_by_key = calls(attributes.get_work_attribute_by_key)
    update_work_attribute_by_key = calls(attributes.update_work_attribute_by_key)
    delete_work_attribute_by_key = calls(attributes.delete_work_attribute_by_key)


class WorkAttributes(_WorkAttributes, Sync): ...


class AsyncWorkAttributes(_WorkAttributes, Async): ...


class _GlobalConfiguration:
    get_global_configuration = calls(configuration.get_global_configuration)


class GlobalConfiguration(_GlobalConfiguration, Sync): ...


class AsyncGlobalConfiguration(_GlobalConfiguration, Async): ...


class _WorkloadSchemes:
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


class WorkloadSchemes(_WorkloadSchemes, Sync): ...


class AsyncWorkloadSchemes(_WorkloadSchemes, Async): ...


class _HolidaySchemes:
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


class HolidaySchemes(_HolidaySchemes, Sync): ...


class AsyncHolidaySchemes(_HolidaySchemes, Async): ...


class _UserSchedule:
    get_authenticated_user_schedule = calls(schedule.get_authenticated_user_schedule)
    get_user_schedule = calls(schedule.get_user_schedule)


class UserSchedule(_UserSchedule, Sync): ...


class AsyncUserSchedule(_UserSchedule, Async): ...


class _Periods:
    get_periods = calls(periods.get_periods)


class Periods(_Periods, Sync): ...


class AsyncPeriods(_Periods, Async): ...


class _Accounts:
    get_accounts = calls(accounts.get_accounts)
    create_account = calls(accounts.create_account)
    search_accounts = calls(accounts.search_accounts)
    get_account_by_id = calls(accounts.get_account_by_id)
    update_account = calls(accounts.update_account)
    delete_account = calls(accounts.delete_account)
    get_account_links = calls(accounts.get_account_links)


class Accounts(_Accounts, Sync): ...


class AsyncAccounts(_Accounts, Async): ...


class _AccountLinks:
    create_link = calls(accounts.create_link)
    get_links_by_project = calls(accounts.get_links_by_project)
    get_link = calls(accounts.get_link)
    delete_link = calls(accounts.delete_link)
    patch_link = calls(accounts.patch_link)


class AccountLinks(_AccountLinks, Sync): ...


class AsyncAccountLinks(_AccountLinks, Async): ...


class _AccountCategories:
    get_categories = calls(customers.get_categories)
    create_category = calls(customers.create_category)
    get_category_by_key = calls(customers.get_category_by_key)
    update_category = calls(customers.update_category)
    delete_category = calls(customers.delete_category)


class AccountCategories(_AccountCategories, Sync): ...


class AsyncAccountCategories(_AccountCategories, Async): ...


class _AccountCategoryTypes:
    get_types = calls(customers.get_types)


class AccountCategoryTypes(_AccountCategoryTypes, Sync): ...


class AsyncAccountCategoryTypes(_AccountCategoryTypes, Async): ...


class _Customers:
    get_customers = calls(customers.get_customers)
    create_customer = calls(customers.create_customer)
    search_customers = calls(customers.search_customers)
    get_customer_by_id = calls(customers.get_customer_by_id)
    update_customer = calls(customers.update_customer)
    delete_customer = calls(customers.delete_customer)
    get_customer_accounts = calls(accounts.get_customer_accounts)


class Customers(_Customers, Sync): ...


class AsyncCustomers(_Customers, Async): ...


class _Teams:
    get_teams = calls(teams.get_teams)
    create_team = calls(teams.create_team)
    get_team_by_id = calls(teams.get_team_by_id)
    update_team = calls(teams.update_team)
    delete_team = calls(teams.delete_team)
    get_team_members = calls(teams.get_team_members)
    get_team_links = calls(teamlinks.get_team_links)


class Teams(_Teams, Sync): ...


class AsyncTeams(_Teams, Async): ...


class _TeamLinks:
    create_team_link = calls(teamlinks.create_team_link)
    get_team_link_by_project_id = calls(teamlinks.get_team_link_by_project_id)
    get_team_link = calls(teamlinks.get_team_link)
    delete_team_link = calls(teamlinks.delete_team_link)


class TeamLinks(_TeamLinks, Sync): ...


class AsyncTeamLinks(_TeamLinks, Async): ...


class _TeamMemberships:
    create_membership = calls(teams.create_membership)
    search_memberships = calls(teams.search_memberships)
    get_all_memberships = calls(teams.get_all_memberships)
    get_membership = calls(teams.get_membership)
    update_membership = calls(teams.update_membership)
    delete_membership = calls(teams.delete_membership)


class TeamMemberships(_TeamMemberships, Sync): ...


class AsyncTeamMemberships(_TeamMemberships, Async): ...


class _TeamGenericResources:
    get_resources_in_team = calls(teamlinks.get_resources_in_team)
    add_resource_to_team = calls(teamlinks.add_resource_to_team)
    get_generic_resource_team_member = calls(teamlinks.get_generic_resource_team_member)
    remove_generic_resource_from_team = calls(teamlinks.remove_generic_resource_from_team)


class TeamGenericResources(_TeamGenericResources, Sync): ...


class AsyncTeamGenericResources(_TeamGenericResources, Async): ...


class _Programs:
    get_programs = calls(teams.get_programs)
    create_program = calls(teams.create_program)
    get_program_by_id = calls(teams.get_program_by_id)
    update_program = calls(teams.update_program)
    delete_program = calls(teams.delete_program)
    get_teams_by_program_id = calls(teams.get_teams_by_program_id)


class Programs(_Programs, Sync): ...


class AsyncPrograms(_Programs, Async): ...


class _Roles:
    get_all_roles = calls(roles.get_all_roles)
    create_role = calls(roles.create_role)
    get_default_role = calls(roles.get_default_role)
    get_role_by_id = calls(roles.get_role_by_id)
    update_role = calls(roles.update_role)
    delete_role = calls(roles.delete_role)


class Roles(_Roles, Sync): ...


class AsyncRoles(_Roles, Async): ...


class _GenericResources:
    create_generic_resource = calls(resources.create_generic_resource)
    search_generic_resources = calls(resources.search_generic_resources)
    get_generic_resource = calls(resources.get_generic_resource)
    edit_generic_resource = calls(resources.edit_generic_resource)
    delete_generic_resource = calls(resources.delete_generic_resource)


class GenericResources(_GenericResources, Sync): ...


class AsyncGenericResources(_GenericResources, Async): ...


class _Skills:
    get_skills = calls(resources.get_skills)
    create_skill = calls(resources.create_skill)
    get_skill = calls(resources.get_skill)
    update_skill = calls(resources.update_skill)
    delete_skill = calls(resources.delete_skill)


class Skills(_Skills, Sync): ...


class AsyncSkills(_Skills, Async): ...


class _SkillAssignments:
    assign_skills = calls(resources.assign_skills)
    replace_skill_assignments = calls(resources.replace_skill_assignments)
    search_skill_assignments = calls(resources.search_skill_assignments)
    get_skill_assignments = calls(resources.get_skill_assignments)
    remove_skill_assignment = calls(resources.remove_skill_assignment)


class SkillAssignments(_SkillAssignments, Sync): ...


class AsyncSkillAssignments(_SkillAssignments, Async): ...


class _PermissionRoles:
    get_permission_roles = calls(permissions.get_permission_roles)
    create_permission_group = calls(permissions.create_permission_group)
    get_global_permission_roles = calls(permissions.get_global_permission_roles)
    get_permission_role = calls(permissions.get_permission_role)
    update_permission_group = calls(permissions.update_permission_group)
    delete_editable_permission_group = calls(permissions.delete_editable_permission_group)


class PermissionRoles(_PermissionRoles, Sync): ...


class AsyncPermissionRoles(_PermissionRoles, Async): ...


class _TimesheetApprovals:
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


class TimesheetApprovals(_TimesheetApprovals, Sync): ...


class AsyncTimesheetApprovals(_TimesheetApprovals, Async): ...


class _Plans:
    get_plans = calls(plans.get_plans)
    create_plan = calls(plans.create_plan)
    search_plans = calls(plans.search_plans)
    get_plans_for_user = calls(plans.get_plans_for_user)
    get_plans_for_generic_resource = calls(plans.get_plans_for_generic_resource)
    get_plan_by_id = calls(plans.get_plan_by_id)
    update_plan = calls(plans.update_plan)
    delete_plan_by_id = calls(plans.delete_plan_by_id)
    update_partial_plan = calls(plans.update_partial_plan)
    delete_day_from_plan = calls(plans.delete_day_from_plan)


class Plans(_Plans, Sync): ...


class AsyncPlans(_Plans, Async): ...


class _PlanApprovals:
    get_plans_for_review = calls(plans.get_plans_for_review)
    update_plan_approval = calls(plans.update_plan_approval)
    get_possible_plan_reviewers = calls(plans.get_possible_plan_reviewers)


class PlanApprovals(_PlanApprovals, Sync): ...


class AsyncPlanApprovals(_PlanApprovals, Async): ...


class _FlexPlans:
    create_flex_plan = calls(flexplans.create_flex_plan)
    search_flex_plans = calls(flexplans.search_flex_plans)
    get_flex_plan_by_id = calls(flexplans.get_flex_plan_by_id)
    update_flex_plan = calls(flexplans.update_flex_plan)
    delete_flex_plan_by_id = calls(flexplans.delete_flex_plan_by_id)


class FlexPlans(_FlexPlans, Sync): ...


class AsyncFlexPlans(_FlexPlans, Async): ...
