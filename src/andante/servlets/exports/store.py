"""The table of reported results, and the query for the worklogs of an export with all their columns."""

from collections.abc import Collection, Iterator, Sequence
from operator import attrgetter
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Double,
    ForeignKey,
    FromClause,
    Named,
    Select,
    String,
    Table,
    Text,
    TypedColumns,
    and_,
    delete,
    func,
    insert,
    null,
    or_,
    select,
)
from sqlalchemy.sql.elements import ColumnElement

from andante.accounts.accounts.store import account_links, accounts, issue_accounts
from andante.accounts.customers.store import account_categories, customers
from andante.directory.issues.store import issue_components, issue_priorities, issue_statuses, issue_types, issue_versions, issues
from andante.directory.people.store import user_properties, users
from andante.directory.projects.store import components, project_categories, projects, versions
from andante.kit.changes import Entity, RecordChange
from andante.kit.clock import Instant
from andante.kit.db import InstantType, Key, in_values, json_map, metadata, on_sqlite
from andante.timekeeping.timesheets.store import timesheets
from andante.timekeeping.work_attributes.store import work_attributes
from andante.timekeeping.worklogs.store import worklog_attribute_values, worklogs

from .rules import OK, Detail, ExportedWorklog, ResultRecord, Selection


class WorklogAnswerColumns(TypedColumns):
    """The last result that an external system reported for a worklog."""

    worklog_id: Named[int] = Column(Key, ForeignKey(worklogs.c.id, ondelete="CASCADE"), primary_key=True, autoincrement=False)
    external_id: Named[str] = Column(String(255), nullable=False)
    external_hours: Named[float | None] = Column(Double)
    external_result: Named[str] = Column(Text, nullable=False)
    answered_at: Named[Instant] = Column(InstantType, nullable=False)
    answered_hash: Named[str] = Column(String(40), nullable=False)


worklog_answers = Table("worklog_answers", metadata, WorklogAnswerColumns)
_r = worklog_answers.c
_w = worklogs.c
_i = issues.c
_u = users.c
_a = accounts.c
_v = worklog_attribute_values.c
_t = timesheets.c

ROWS_PER_FETCH = 1000

_parent = issues.alias("parent")
_reporter = users.alias("reporter")
_reviewer = users.alias("reviewer")
_candidate = versions.alias("candidate")
_timesheets = timesheets.alias("sheet")
_value = worklog_attribute_values.alias("account_value")

_top_version = (
    select(issue_versions.c.version_id)
    .join(_candidate, _candidate.c.id == issue_versions.c.version_id)
    .where(issue_versions.c.issue_id == _i.id)
    .order_by(_candidate.c.sequence.desc(), _candidate.c.id.desc())
    .limit(1)
    .correlate(issues)
    .scalar_subquery()
)
_latest_component = (
    select(func.max(issue_components.c.component_id)).where(issue_components.c.issue_id == _i.id).correlate(issues).scalar_subquery()
)
_attribute_account = (
    select(_value.c.account_id)
    .where(_value.c.worklog_id == _w.id, _value.c.account_id.is_not(None))
    .order_by(_value.c.attribute_id)
    .limit(1)
    .correlate(worklogs)
    .scalar_subquery()
)
"""The account in the worklog's first ACCOUNT attribute."""

_timesheet = (
    select(_timesheets.c.id)
    .where(_timesheets.c.account_id == _w.author_id, _w.start_date.between(_timesheets.c.from_date, _timesheets.c.to_date))
    .order_by(_timesheets.c.from_date.desc(), _timesheets.c.id.desc())
    .limit(1)
    .correlate(worklogs)
    .scalar_subquery()
)
_attributes = (
    select(json_map(work_attributes.c.key, _v.value))
    .join(work_attributes, work_attributes.c.id == _v.attribute_id)
    .where(_v.worklog_id == _w.id)
    .correlate(worklogs)
    .scalar_subquery()
)
_properties = (
    select(json_map(user_properties.c.key, user_properties.c.value))
    .where(user_properties.c.account_id == _u.account_id)
    .correlate(users)
    .scalar_subquery()
)


def _name(columns: Any) -> ColumnElement[str]:
    """The name of a person in external systems: the user name, otherwise the account id."""
    return func.coalesce(columns.name, columns.account_id)


_BASE_COLUMNS: dict[str, ColumnElement[Any]] = {
    "worklog_id": _w.id,
    "issue_id": _w.issue_id,
    "issue_key": _i.key,
    "seconds": _w.time_spent_seconds,
    "billable_seconds": _w.billable_seconds,
    "work_date": _w.start_date,
    "description": _w.description,
    "created_at": _w.created_at,
    "updated_at": _w.updated_at,
    "attributes": _attributes,
    "username": _name(_u),
    "staff_id": _u.staff_id,
    "billing_key": _a.key,
    "version_id": versions.c.id,
    "version_name": versions.c.name,
    "component_id": components.c.id,
    "component_name": components.c.name,
    "parent_key": _parent.c.key,
    "reporter": _name(_reporter.c),
    "external_id": _r.external_id,
    "external_hours": _r.external_hours,
    "external_result": _r.external_result,
    "answered_at": _r.answered_at,
    "answered_hash": _r.answered_hash,
}
_DETAIL_COLUMNS: dict[Detail, dict[str, ColumnElement[Any]]] = {
    Detail.SUMMARY: {"issue_summary": _i.summary},
    Detail.DESCRIPTION: {"issue_description": _i.description},
    Detail.PARENT: {"parent_summary": _parent.c.summary},
    Detail.ISSUE: {
        "type_id": issue_types.c.id,
        "type_name": issue_types.c.name,
        "status_id": issue_statuses.c.id,
        "status_name": issue_statuses.c.name,
        "priority_id": issue_priorities.c.id,
        "priority_name": issue_priorities.c.name,
        "original_estimate_seconds": _i.original_estimate_seconds,
        "remaining_estimate_seconds": _i.remaining_estimate_seconds,
        "project_key": projects.c.key,
        "project_name": projects.c.name,
        "project_category": project_categories.c.name,
        "issue_created_at": _i.created_at,
        "issue_updated_at": _i.updated_at,
    },
    Detail.USER: {"full_name": _u.display_name, "user_properties": _properties},
    Detail.BILLING: {
        "billing_name": _a.name,
        "billing_status": _a.status,
        "customer_key": customers.c.key,
        "customer_name": customers.c.name,
        "category_key": account_categories.c.key,
        "category_name": account_categories.c.name,
        "category_type": account_categories.c.type,
    },
    Detail.APPROVAL: {
        "approval_status": func.coalesce(_t.status, "OPEN"),
        "approval_reviewer": _name(_reviewer.c),
        "approved_at": _t.updated_at,
        "approval_comment": _t.comment,
    },
}

_joined: FromClause = (
    worklogs.join(issues, _i.id == _w.issue_id)
    .join(users, _u.account_id == _w.author_id)
    .outerjoin(issue_accounts, issue_accounts.c.issue_id == _i.id)
    .outerjoin(account_links, and_(account_links.c.project_id == _i.project_id, account_links.c.is_default))
    .outerjoin(accounts, _a.id == func.coalesce(_attribute_account, issue_accounts.c.account_id, account_links.c.account_id))
    .outerjoin(versions, versions.c.id == _top_version)
    .outerjoin(components, components.c.id == _latest_component)
    .outerjoin(_parent, _parent.c.id == _i.parent_id)
    .outerjoin(_reporter, _reporter.c.account_id == _i.reporter_id)
    .outerjoin(worklog_answers, _r.worklog_id == _w.id)
)


_lock_for_share = select(_w.id).where(in_values(_w.id, "ids")).order_by(_w.id).with_for_update(read=True, key_share=True)


def export(db: Connection, selection: Selection) -> Iterator[ExportedWorklog]:
    """The selected worklogs sorted by start, streamed from the database. Ignores `diff_only`, because databases can't
    compute the hash."""
    query = _export_query(selection.details).where(*_conditions(selection)).order_by(_w.start_date, _w.start_time, _w.id)
    return (ExportedWorklog(*row) for row in db.execute(query, execution_options={"yield_per": ROWS_PER_FETCH}))


def count(db: Connection, selection: Selection) -> int:
    """The number of selected worklogs. Ignores `diff_only`."""
    return db.scalar(select(func.count()).select_from(_joined).where(*_conditions(selection))) or 0


def by_ids(db: Connection, ids: Collection[int]) -> dict[int, ExportedWorklog]:
    """The existing worklogs with these ids, without details."""
    rows = db.execute(_export_query(frozenset()).where(in_values(_w.id, ids)))
    return {row[0]: ExportedWorklog(*row) for row in rows}


def lock_for_share(db: Connection, ids: Collection[int]) -> None:
    """Prevents the deletion of these worklogs until the transaction ends. SQLite needs no locks: it has one writer at a time."""
    if not on_sqlite(db):
        db.execute(_lock_for_share, {"ids": list(ids)})


def results_for(db: Connection, ids: Collection[int]) -> dict[int, ResultRecord]:
    """The reported results by worklog id."""
    rows = db.execute(select(*(worklog_answers.c[name] for name in ResultRecord.__struct_fields__)).where(in_values(_r.worklog_id, ids)))
    return {row[0]: ResultRecord(*row) for row in rows}


def replace_results(db: Connection, records: Sequence[ResultRecord]) -> None:
    """Stores results and deletes the previous ones of the same worklogs."""
    db.execute(delete(worklog_answers).where(in_values(_r.worklog_id, [record.worklog_id for record in records])))
    db.execute(insert(worklog_answers), [{name: getattr(record, name) for name in record.__struct_fields__} for record in records])


def _export_query(details: frozenset[Detail]) -> Select[*tuple[Any, ...]]:
    """Selects the fields of `ExportedWorklog` in their order; NULL for those of details that are not selected."""
    selected = _BASE_COLUMNS | {name: column for detail in details for name, column in _DETAIL_COLUMNS[detail].items()}
    columns = [selected.get(name, null()).label(name) for name in ExportedWorklog.__struct_fields__]
    return select(*columns).select_from(_join_details(details))


def _join_details(details: frozenset[Detail]) -> FromClause:
    joined = _joined
    if Detail.ISSUE in details:
        joined = (
            joined.join(projects, projects.c.id == _i.project_id)
            .join(issue_types, issue_types.c.id == _i.type_id)
            .join(issue_statuses, issue_statuses.c.id == _i.status_id)
            .outerjoin(issue_priorities, issue_priorities.c.id == _i.priority_id)
            .outerjoin(project_categories, project_categories.c.id == projects.c.category_id)
        )
    if Detail.BILLING in details:
        joined = joined.outerjoin(customers, customers.c.id == _a.customer_id)
        joined = joined.outerjoin(account_categories, account_categories.c.id == _a.category_id)
    if Detail.APPROVAL in details:
        joined = joined.outerjoin(timesheets, _t.id == _timesheet).outerjoin(_reviewer, _reviewer.c.account_id == _t.reviewer_id)
    return joined


def _conditions(selection: Selection) -> Iterator[ColumnElement[bool]]:
    if selection.from_:
        yield _w.start_date >= selection.from_
    if selection.to:
        yield _w.start_date <= selection.to
    for column, value in (
        (_w.author_id, selection.author_id),
        (_w.issue_id, selection.issue_id),
        (_i.project_id, selection.project_id),
        (_a.id, selection.account_id),
    ):
        if value is not None:
            yield column == value
    if selection.errors_only:
        yield or_(_r.external_result != OK, _a.id.is_(None), _u.staff_id.is_(None))
    if selection.valid_only:
        yield and_(_a.id.is_not(None), or_(versions.c.id.is_not(None), components.c.id.is_not(None)))


def _of_deleted_worklogs(db: Connection, worklog_ids: Sequence[int]) -> list[RecordChange[ResultRecord]]:
    return [(id, record, None) for id, record in results_for(db, worklog_ids).items()]


RESULT = Entity(
    "worklogexternal",
    "Result that an external system reported for a worklog",
    ResultRecord,
    key="worklog id",
    id_of=attrgetter("worklog_id"),
    cascades={"worklogs.id": _of_deleted_worklogs},
)
