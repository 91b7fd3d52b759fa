"""The payloads of webhook events, from the records in the change log. Fields without a value are left out."""

from collections.abc import Mapping
from typing import Any

from andante.planning.plan_days.rules import ExpandedPlan
from andante.schedules.workload.rules import WEEK

Payload = dict[str, Any]
Record = Mapping[str, Any]
"""A record of the change log: a decoded `before` or `after`."""


def worklog(record: Record, actor: str) -> Payload:
    return {
        "author": {"accountId": record["author_id"]},
        "updater": {"accountId": actor},
        "tempoWorklogId": record["id"],
        "issue": {"id": record["issue_id"]},
        "startDate": record["start_date"],
        "startTime": record["start_time"],
        "timeSpentSeconds": record["time_spent_seconds"],
        "billableSeconds": record["billable_seconds"],
        "description": record["description"],
        "createdAt": record["created_at"],
        "updatedAt": record["updated_at"],
    }


def plan(expanded: ExpandedPlan, *, with_days: bool = True) -> Payload:
    record = expanded.plan
    days = [{"date": day.isoformat(), "plannedSeconds": seconds} for day, seconds in expanded.days.items()] if with_days else []
    return _present(
        {
            "id": record.id,
            "assignee": {"id": record.account_id or str(record.generic_resource_id), "type": "USER" if record.account_id else "GENERIC"},
            "planItem": {"id": str(record.issue_id or record.project_id), "type": "ISSUE" if record.issue_id else "PROJECT"},
            "startDate": record.start_date.isoformat(),
            "endDate": record.end_date.isoformat(),
            "description": record.description,
            "rule": record.rule,
            "includeNonWorkingDays": record.include_non_working_days,
            "plannedSecondsPerDay": record.seconds if record.effort_type == "SECONDS_PER_DAY" else None,
            "plannedTime": {"days": {"count": len(days), "values": days}},
        }
    )


def flex_plan(record: Record) -> Payload:
    return _present(
        {
            "id": record["id"],
            "teamId": record["team_id"],
            "issueId": record["issue_id"],
            "title": record["title"],
            "description": record["description"],
            "plannedSeconds": record["planned_seconds"],
            "startDate": record["start_date"],
            "endDate": record["end_date"],
        }
    )


def team(record: Record) -> Payload:
    return _present(
        {
            "id": record["id"],
            "name": record["name"],
            "lead": user(record["lead_id"]) if record["lead_id"] else None,
            "programId": record["program_id"],
            "isAdministrative": record["administrative"],
        }
    )


def membership(record: Record) -> Payload:
    """`toDate` is the first day after the membership, as `to` in the API."""
    return _present(
        {
            "id": record["id"],
            "teamId": record["team_id"],
            "userId": user(record["account_id"]),
            "fromDate": record["from_date"],
            "toDate": record["to_date"],
            "commitmentPercent": record["commitment_percent"],
            "role": {"id": record["role_id"], "name": record["role_name"]},
        }
    )


def ended_membership(record: Record, remaining: list[Payload]) -> Payload:
    return {
        "id": record["id"],
        "teamId": record["team_id"],
        "userId": user(record["account_id"]),
        "isRemovedFromTheTeam": not remaining,
        "remainingMemberships": remaining,
    }


def holiday(record: Record) -> Payload:
    return {
        "id": record["id"],
        "schemeId": record["scheme_id"],
        "name": record["name"],
        "description": record["description"],
        "duration": record["duration_seconds"],
        "type": record["type"].lower(),
        "date": record["date"],
    }


def holiday_scheme(record: Record) -> Payload:
    return {
        "id": record["id"],
        "name": record["name"],
        "description": record["description"],
        "isDefaultScheme": record["is_default"],
    }


def workload_scheme(record: Record) -> Payload:
    days = {str(number): {"day": day, "requiredSeconds": record["week"][number - 1]} for number, day in enumerate(WEEK, 1)}
    return holiday_scheme(record) | {"days": days}


def timesheet(record: Record) -> Payload:
    return _present(
        {
            "id": record["id"],
            "user": {"accountId": record["account_id"]},
            "period": {"from": record["from_date"], "to": record["to_date"]},
            "status": record["status"],
            "reviewer": {"accountId": record["reviewer_id"]} if record["reviewer_id"] else None,
            "actor": {"accountId": record["actor"]} if record["actor"] else None,
            "comment": record["comment"],
            "requiredSeconds": record["required_seconds"],
            "timeSpentSeconds": record["time_spent_seconds"],
            "updatedAt": record["updated_at"],
        }
    )


def account(record: Record) -> Payload:
    return _present(
        {
            "id": record["id"],
            "key": record["key"],
            "name": record["name"],
            "status": record["status"],
            "global": record["is_global"],
            "lead": {"accountId": record["lead_id"]},
            "customer": record["customer"],
            "category": _present(record["category"]) if record["category"] else None,
            "monthlyBudget": record["monthly_budget"],
        }
    )


def working_days(account_ids: list[str], source: str, operation: str, days: list[str]) -> Payload:
    """`days` are the days that changed; empty if they can't be listed, because the change applies to many weeks or years."""
    affecting = {"affecting": "FIXED" if days else "INDETERMINATE", "values": days}
    return {"accountIds": account_ids, "days": affecting, "changeSource": {"source": source, "operation": operation}}


def changed(before: Payload, after: Payload) -> Payload:
    return {"original": before, "changed": after}


def user(account_id: str) -> Payload:
    return {"ecosystemId": account_id, "tempoId": account_id}


def _present(fields: Payload) -> Payload:
    return {name: value for name, value in fields.items() if value is not None}
