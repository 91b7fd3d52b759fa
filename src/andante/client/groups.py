"""Every operation, one line each, in the groups of the API."""

from ..accounts import wire as accounts
from ..attributes import wire as attributes
from ..configuration import wire as configuration
from ..customers import wire as customers
from ..holidays import wire as holidays
from ..periods import wire as periods
from ..schedule import wire as schedule
from ..workload import wire as workload
from ..worklogs import wire as worklogs
from .calls import Async, Sync, calls


class _Worklogs:
    get_worklogs = calls(worklogs.get_worklogs)
    create_worklog = calls(worklogs.create_worklog)
    search_worklogs = calls(worklogs.search_worklogs)
    get_worklogs_by_issue_id = calls(worklogs.get_worklogs_by_issue_id)
    get_worklogs_by_project_id = calls(worklogs.get_worklogs_by_project_id)
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
