"""Answers the worklog operations."""

from andante.accounts.accounts import actions as accounts
from andante.directory.issues import actions as issues
from andante.directory.people import actions as people
from andante.directory.projects import actions as projects
from andante.kit.call import Call
from andante.kit.paging import FIRST_PAGE, Paging
from andante.kit.server import handles
from andante.kit.wire import Page, Results
from andante.timekeeping.work_attributes import wire as attributes_wire

from . import actions, rules, wire
from .rules import DateBounds, Order, Search, WorklogRecord
from .wire import (
    EVER,
    EVERYTHING,
    NO_BYPASS,
    BulkWorklogInput,
    Bypass,
    JiraWorklogIdList,
    TempoWorklogIdList,
    UpdatedRange,
    WorkAttributeSearchInput,
    WorkAttributeValue,
    WorkAttributeValues,
    WorkAttributeValuesByWorklog,
    WorkAttributeValuesInput,
    Worklog,
    WorklogFilter,
    WorklogIdMapper,
    WorklogInput,
    WorklogSearchInput,
    WorklogUpdate,
)


@handles(wire.get_worklogs)
def get_worklogs(call: Call, filter: WorklogFilter = EVERYTHING, paging: Paging = FIRST_PAGE) -> Page[Worklog]:
    search = Search(
        issues=[*filter.issue_id, *filter.issue],
        projects=[*filter.project_id, *filter.project],
        order=[Order(filter.order_by, descending=True)] if filter.order_by else [],
        **_dates(filter),
    )
    return _page(call, search, paging)


@handles(wire.search_worklogs)
def search_worklogs(call: Call, body: WorklogSearchInput, paging: Paging = FIRST_PAGE) -> Page[Worklog]:
    search = Search(
        authors=body.author_ids or [],
        issues=[*(body.issue_ids or []), *(body.issue or [])],
        projects=[*(body.project_ids or []), *(body.project or [])],
        order=[Order(entry.field, descending=entry.order == "DESC") for entry in body.order_by or []],
        **_dates(body),
    )
    return _page(call, search, paging)


@handles(wire.get_worklogs_by_issue_id)
def get_worklogs_by_issue_id(call: Call, issue_id: int | str, dates: UpdatedRange = EVER, paging: Paging = FIRST_PAGE) -> Page[Worklog]:
    return _page(call, Search(issues=[issues.find(call, issue_id).id], **_dates(dates)), paging)


@handles(wire.get_worklogs_by_project_id)
def get_worklogs_by_project_id(call: Call, project_id: int | str, dates: UpdatedRange = EVER, paging: Paging = FIRST_PAGE) -> Page[Worklog]:
    return _page(call, Search(projects=[projects.find(call, project_id).id], **_dates(dates)), paging)


@handles(wire.get_worklogs_by_team)
def get_worklogs_by_team(call: Call, team_id: int, dates: UpdatedRange = EVER, paging: Paging = FIRST_PAGE) -> Page[Worklog]:
    search = Search(**_dates(dates))
    return call.page(paging, actions.search_in_team(call, team_id, search, paging), render, key=search.sort_key)


@handles(wire.get_worklogs_by_user)
def get_worklogs_by_user(call: Call, account_id: str, dates: UpdatedRange = EVER, paging: Paging = FIRST_PAGE) -> Page[Worklog]:
    return _page(call, Search(authors=[people.find(call, account_id).account_id], **_dates(dates)), paging)


@handles(wire.get_worklogs_by_account)
def get_worklogs_by_account(call: Call, account_key: str, dates: UpdatedRange = EVER, paging: Paging = FIRST_PAGE) -> Page[Worklog]:
    return _page(call, Search(account=accounts.find_by_key(call, account_key).id, **_dates(dates)), paging)


@handles(wire.create_worklog)
def create_worklog(call: Call, body: WorklogInput) -> Worklog:
    return render(call, actions.log(call, body))


@handles(wire.bulk_create_worklog)
def bulk_create_worklog(call: Call, issue_id: int | str, body: list[BulkWorklogInput]) -> list[Worklog]:
    return [render(call, worklog) for worklog in actions.log_bulk(call, issue_id, body)]


@handles(wire.get_worklog_by_id)
def get_worklog_by_id(call: Call, id: int) -> Worklog:
    return render(call, actions.find(call, id))


@handles(wire.update_worklog)
def update_worklog(call: Call, id: int, body: WorklogUpdate) -> Worklog:
    return render(call, actions.change(call, id, body))


@handles(wire.delete_worklog)
def delete_worklog(call: Call, id: int, bypass: Bypass = NO_BYPASS) -> None:
    actions.remove(call, id, bypass=bypass.bypass_period_closures_and_approvals)


@handles(wire.get_jira_worklog_ids_by_tempo_worklog_ids)
def get_jira_worklog_ids_by_tempo_worklog_ids(call: Call, body: TempoWorklogIdList, paging: Paging = FIRST_PAGE) -> Page[WorklogIdMapper]:
    return call.page(paging, actions.jira_ids(call, body.tempo_worklog_ids, paging), _mapper)


@handles(wire.get_tempo_worklog_ids_by_jira_worklog_ids)
def get_tempo_worklog_ids_by_jira_worklog_ids(call: Call, body: JiraWorklogIdList, paging: Paging = FIRST_PAGE) -> Page[WorklogIdMapper]:
    return call.page(paging, actions.ids_of_jira_ids(call, body.jira_worklog_ids, paging), _mapper)


@handles(wire.create_work_attribute_values_for_worklogs)
def create_work_attribute_values_for_worklogs(call: Call, body: list[WorkAttributeValuesInput]) -> None:
    actions.add_attribute_values(call, body)


@handles(wire.search_work_attribute_values_for_worklogs)
def search_work_attribute_values_for_worklogs(call: Call, body: WorkAttributeSearchInput) -> list[WorkAttributeValuesByWorklog]:
    return [
        WorkAttributeValuesByWorklog(tempo_worklog_id=worklog.id, work_attribute_values=_values(worklog))
        for worklog in actions.find_all(call, body.tempo_worklog_ids)
    ]


@handles(wire.get_work_attribute_values_for_worklog)
def get_work_attribute_values_for_worklog(call: Call, id: int) -> Results[WorkAttributeValue]:
    return call.results(_values(actions.find(call, id)), lambda _, value: value)


@handles(wire.get_work_attribute_value_for_worklog)
def get_work_attribute_value_for_worklog(call: Call, id: int, key: str) -> WorkAttributeValue:
    return WorkAttributeValue(key, actions.find_attribute_value(call, id, key))


@handles(attributes_wire.delete_work_attribute_by_key)
def delete_work_attribute_by_key(call: Call, key: str) -> None:
    actions.remove_attribute(call, key)


def render(call: Call, worklog: WorklogRecord) -> Worklog:
    address = call.link(wire.get_worklog_by_id, worklog.id)
    return Worklog(
        self_=address,
        tempo_worklog_id=worklog.id,
        issue=call.issue(worklog.issue_id, worklog.issue_key),
        time_spent_seconds=worklog.time_spent_seconds,
        billable_seconds=worklog.billable_seconds,
        start_date=worklog.start_date,
        start_time=worklog.start_time,
        start_date_time_utc=worklog.start_utc,
        description=worklog.description,
        created_at=worklog.created_at,
        updated_at=worklog.updated_at,
        author=call.user(worklog.author_id),
        attributes=WorkAttributeValues(self_=f"{address}/work-attribute-values", values=_values(worklog)),
    )


def _values(worklog: WorklogRecord) -> list[WorkAttributeValue]:
    return [WorkAttributeValue(key, value) for key, value in worklog.attributes.items()]


def _page(call: Call, search: Search, paging: Paging) -> Page[Worklog]:
    return call.page(paging, actions.search(call, search, paging), render, key=search.sort_key)


def _dates(asked: UpdatedRange | WorklogSearchInput) -> DateBounds:
    return {"from_": asked.from_, "to": asked.to, "updated_from": asked.updated_from}


def _mapper(_: Call, pair: tuple[int, int | None]) -> WorklogIdMapper:
    return WorklogIdMapper(tempo_worklog_id=pair[0], jira_worklog_id=rules.jira_id(*pair))
