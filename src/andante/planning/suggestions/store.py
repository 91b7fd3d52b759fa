"""The statements that find issues to suggest."""

from collections import defaultdict
from collections.abc import Sequence
from typing import cast

from sqlalchemy import Connection, String, bindparam, func, literal, select, union_all
from sqlalchemy.sql.elements import ColumnElement

from andante.directory.issues.store import issues
from andante.directory.people.store import users
from andante.timekeeping.favorites.store import favorite_issues
from andante.timekeeping.worklogs.store import worklogs

from .rules import FAVORITE, RECENT

RECENT_WORKLOGS = 200
"""Recent issues are those of this many last worklogs."""

_f, _w, _u = favorite_issues.c, worklogs.c, users.c
account_id = cast("ColumnElement[str]", _u.account_id)
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


def users_named(db: Connection, words: Sequence[str], where: Sequence[ColumnElement[bool]], limit: int) -> list[tuple[str, str]]:
    """The account ids and names of active users who meet the conditions and whose names contain, for each word, a word that starts with
    it, by name."""
    name = literal(" ") + func.lower(_u.display_name, type_=String)
    has_words = (name.contains(f" {word}", autoescape=True) for word in words)
    query = select(_u.account_id, _u.display_name).where(_u.active, *has_words, *where)
    return [(id, name) for id, name in db.execute(query.order_by(_u.display_name, _u.account_id).limit(limit))]
