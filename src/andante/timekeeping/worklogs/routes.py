"""Handles the operations on worklogs and their attribute values."""

from andante.kit.call import Call
from andante.kit.paging import FIRST_PAGE, Paging
from andante.kit.server import handles
from andante.kit.wire import Page, Results
from andante.timekeeping.work_attributes import wire as attributes_wire

from . import actions, rules, wire
from .rules import WorklogRecord
from .wire import (
    NO_BYPASS,
    BulkWorklogInput,
    Bypass,
    JiraWorklogIdList,
    TempoWorklogIdList,
    WorkAttributeSearchInput,
    WorkAttributeValue,
    WorkAttributeValues,
    WorkAttributeValuesByWorklog,
    WorkAttributeValuesInput,
    Worklog,
    WorklogIdMapper,
    WorklogInput,
    WorklogUpdate,
)


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
    actions.remove_all(call, [id], bypass=bypass.bypass_period_closures_and_approvals)


@handles(wire.get_jira_worklog_ids_by_tempo_worklog_ids)
def get_jira_worklog_ids_by_tempo_worklog_ids(call: Call, body: TempoWorklogIdList, paging: Paging = FIRST_PAGE) -> Page[WorklogIdMapper]:
    return call.page(paging, actions.id_pairs(call, body.tempo_worklog_ids, paging), _mapper)


@handles(wire.get_tempo_worklog_ids_by_jira_worklog_ids)
def get_tempo_worklog_ids_by_jira_worklog_ids(call: Call, body: JiraWorklogIdList, paging: Paging = FIRST_PAGE) -> Page[WorklogIdMapper]:
    return call.page(paging, actions.id_pairs_by_jira_id(call, body.jira_worklog_ids, paging), _mapper)


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


def _mapper(_: Call, pair: tuple[int, int | None]) -> WorklogIdMapper:
    return WorklogIdMapper(tempo_worklog_id=pair[0], jira_worklog_id=rules.jira_id(*pair))
