"""Every operation, one line each, in the groups of the API."""

from ..accounts import wire as accounts
from ..attributes import wire as attributes
from ..configuration import wire as configuration
from ..customers import wire as customers
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
