"""The statement that loads the issues of a week's rows."""

from collections.abc import Collection

from sqlalchemy import CompoundSelect, Connection, exists, select, union

from andante.directory.issues.rules import IssueRecord
from andante.directory.issues.store import ids_of_issues, issues
from andante.timekeeping.favorites.store import favorite_issues

_f = favorite_issues.c


def issues_and_favorites(db: Connection, account_id: str, ids: Collection[int], keys: Collection[str]) -> list[tuple[IssueRecord, bool]]:
    """The issues with these ids or keys and the user's favorites, by key; each with whether it is a favorite."""
    is_favorite = exists().where(_f.account_id == account_id, _f.issue_id == issues.c.id)
    favorites = select(_f.issue_id).where(_f.account_id == account_id)
    wanted: CompoundSelect[int] = union(favorites, *ids_of_issues([*ids, *keys]).selects)
    columns = [issues.c[field] for field in IssueRecord.__struct_fields__]
    query = select(*columns, is_favorite).where(issues.c.id.in_(wanted)).order_by(issues.c.key)
    return [(IssueRecord(*fields), bool(favorite)) for *fields, favorite in db.execute(query)]
