"""What must be true of stored worklogs."""

from sqlalchemy import or_, select

from andante.accounts.accounts.store import accounts
from andante.kit.checks import Check, rows_of
from andante.timekeeping.work_attributes.store import work_attributes

from .store import worklog_attribute_values, worklogs

_w, _v = worklogs.c, worklog_attribute_values.c
_wrong_times = select(_w.id).where(or_(_w.time_spent_seconds < 0, _w.billable_seconds < 0)).order_by(_w.id)
_without_attribute = (
    select(_v.worklog_id, _v.attribute_id)
    .outerjoin(work_attributes, work_attributes.c.id == _v.attribute_id)
    .where(work_attributes.c.id.is_(None))
    .order_by(_v.worklog_id, _v.attribute_id)
)
_wrong_accounts = (
    select(_v.worklog_id, _v.value)
    .outerjoin(accounts, accounts.c.id == _v.account_id)
    .where(_v.account_id.is_not(None), or_(accounts.c.id.is_(None), accounts.c.key != _v.value))
    .order_by(_v.worklog_id)
)

CHECKS = [
    Check(
        "Times of worklogs",
        rows_of(_wrong_times, lambda row: f"worklog {row.id} has a negative time"),
        "Change or delete these worklogs.",
    ),
    Check(
        "Work attributes of worklogs",
        rows_of(
            _without_attribute,
            lambda row: f"worklog {row.worklog_id} has a value of the work attribute {row.attribute_id}, which is missing",
        ),
        "Restore a backup, or delete these worklogs.",
    ),
    Check(
        "Accounts of worklogs",
        rows_of(_wrong_accounts, lambda row: f"worklog {row.worklog_id} has the value '{row.value}', which is not the key of its account"),
        "Set the account of these worklogs again.",
    ),
]
