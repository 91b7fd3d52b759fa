"""The handlers of the operations for changed and deleted worklogs."""

from andante.jira.endpoints.render import Renderer
from andante.jira.endpoints.responses import Worklog
from andante.jira.endpoints.wire import Version
from andante.kit.call import Call
from andante.kit.operation import Operation
from andante.kit.server import handles

from . import actions, wire
from .rules import WorklogChange, milliseconds
from .wire import FROM_THE_BEGINNING, ChangedWorklog, ChangedWorklogs, SinceQuery, WorklogIdList


@handles(wire.get_updated_worklogs)
def get_updated_worklogs(call: Call, version: Version, query: SinceQuery = FROM_THE_BEGINNING) -> ChangedWorklogs:
    link = _link(call, version, wire.get_updated_worklogs)
    return _render(link, query.since, *actions.updated(call, query.since))


@handles(wire.get_deleted_worklogs)
def get_deleted_worklogs(call: Call, version: Version, query: SinceQuery = FROM_THE_BEGINNING) -> ChangedWorklogs:
    link = _link(call, version, wire.get_deleted_worklogs)
    return _render(link, query.since, *actions.deleted(call, query.since))


@handles(wire.get_worklogs_for_ids)
def get_worklogs_for_ids(call: Call, version: Version, body: WorklogIdList) -> list[Worklog]:
    return Renderer(call, version).worklogs(actions.by_jira_ids(call, body.ids))


def _link(call: Call, version: Version, operation: Operation[..., ChangedWorklogs]) -> str:
    return call.link(operation, Renderer(call, version).version) + "?since="


def _render(link: str, since: int, changes: list[WorklogChange], is_last: bool) -> ChangedWorklogs:
    values = [ChangedWorklog(worklog_id=change.jira_id, updated_time=milliseconds(change.at), properties=[]) for change in changes]
    until = values[-1].updated_time if values else since
    page = ChangedWorklogs(values=values, since=since, until=until, self_=f"{link}{since}", last_page=is_last)
    if not is_last:
        page.next_page = f"{link}{until}"
    return page
