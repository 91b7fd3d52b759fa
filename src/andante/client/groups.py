"""Every operation, one line each, in the groups of the API."""

from ..attributes import wire as attributes
from ..configuration import wire as configuration
from ..worklogs import wire as worklogs
from .calls import Async, Sync, calls


class _Worklogs:
    get_worklogs = calls(worklogs.get_worklogs)
    create_worklog = calls(worklogs.create_worklog)
    search_worklogs = calls(worklogs.search_worklogs)
    get_worklogs_by_issue_id = calls(worklogs.get_worklogs_by_issue_id)
    get_worklogs_by_project_id = calls(worklogs.get_worklogs_by_project_id)
    get_worklogs_by_user = calls(worklogs.get_worklogs_by_user)
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
