"""The types of sync and async calls. mypy and pyright check this file; nothing in it runs."""

from collections.abc import AsyncIterator, Iterator
from typing import assert_type

from andante.client import Andante, AsyncAndante, TeamApi, WorklogsApi
from andante.kit.wire import Page, Results
from andante.organization.resources.wire import GenericResource, GenericResourceSearchInput
from andante.organization.teams.wire import Team
from andante.planning.plan_search.wire import PlanSearchInput
from andante.planning.plans.wire import Plan
from andante.reports.planned_time.wire import PlannedAndLogged, ReportFilter
from andante.timekeeping.timesheets.wire import TimesheetApprovalLog, TimesheetApprovalLogSearchInput
from andante.timekeeping.worklogs.wire import Worklog, WorklogInput


def sync_calls(andante: Andante, new: WorklogInput, plans: PlanSearchInput, report: ReportFilter) -> None:
    assert_type(andante.worklogs.create_worklog(new), Worklog)
    assert_type(andante.worklogs.get_worklogs(), Page[Worklog])
    assert_type(andante.worklogs.delete_worklog(1), None)
    assert_type(andante.reports.get_planned_and_logged(report), Results[PlannedAndLogged])
    assert_type(andante.worklogs.iter_worklogs(), Iterator[Worklog])
    assert_type(andante.plans.iter_search_plans(plans), Iterator[Plan])
    assert_type(andante.generic_resources.iter_search_generic_resources(GenericResourceSearchInput()), Iterator[GenericResource])
    logs = andante.timesheet_approvals.iter_search_timesheet_approval_logs(TimesheetApprovalLogSearchInput())
    assert_type(logs, Iterator[TimesheetApprovalLog])
    assert_type(WorklogsApi(andante).get_worklog_by_id(1), Worklog)


async def async_calls(andante: AsyncAndante, new: WorklogInput, plans: PlanSearchInput, report: ReportFilter) -> None:
    assert_type(await andante.worklogs.create_worklog(new), Worklog)
    assert_type(await andante.worklogs.get_worklogs(), Page[Worklog])
    assert_type(await andante.reports.get_planned_and_logged(report), Results[PlannedAndLogged])
    assert_type(andante.worklogs.iter_worklogs(), AsyncIterator[Worklog])
    assert_type(andante.plans.iter_search_plans(plans), AsyncIterator[Plan])
    assert_type(await TeamApi(andante).get_team_by_id(1), Team)


def type_errors(andante: Andante, async_andante: AsyncAndante) -> None:
    andante.worklogs.get_worklog_by_id("1")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    andante.worklogs.get_worklog_by_id()  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    print(async_andante.worklogs.get_worklog_by_id(1).author)  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
