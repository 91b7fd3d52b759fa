"""The statements that find issues to suggest."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import Connection, bindparam, func, literal, select, union_all

from andante.directory.issues.store import issues
from andante.timekeeping.favorites.store import favorite_issues
from andante.timekeeping.worklogs.store import worklogs

from .rules import FAVORITE, RECENT

RECENT_WORKLOGS = 200
"""Recent issues are those of this many last worklogs."""

_f, _w = favorite_issues.c, worklogs.c
_last_worklogs = (
    select(_w.issue_id, _w.start_date)
    .where(_w.author_id == bindparam("account_id"))
    .order_by(_w.start_date.desc(), _w.start_time.desc(), _w.id.desc())
    .limit(RECENT_WORKLOGS)
    .subquery()
)
_last_day = func.max(_last_worklogs.c.start_date)
_recent = (
    select(literal(RECENT).label("kind"), _last_worklogs.c.issue_id)
    .group_by(_last_worklogs.c.issue_id)
    .order_by(_last_day.desc(), func.count().desc(), _last_worklogs.c.issue_id)
    .limit(bindparam("limit"))
)
_favorites = (
    select(literal(FAVORITE).label("kind"), _f.issue_id)
    .join(issues, issues.c.id == _f.issue_id)
    .where(_f.account_id == bindparam("account_id"))
    .order_by(issues.c.key)
    .limit(bindparam("limit"))
)
_known = union_all(select(_favorites.subquery()), select(_recent.subquery()))


def favorite_and_recent(db: Connection, account_id: str, limit: int) -> dict[str, Sequence[int]]:
    """The ids of the user's favorite issues, by key, and of those with the user's last worklogs, the last first; at most `limit` of
    each kind."""
    ids: dict[str, list[int]] = defaultdict(list)
    for kind, id in db.execute(_known, {"account_id": account_id, "limit": limit}):
        ids[kind].append(id)
    return {kind: ids[kind] for kind in (FAVORITE, RECENT)}
