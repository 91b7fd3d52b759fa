"""Favorite issues in the API. Tempo doesn't have these operations."""

from andante.kit.operation import Group
from andante.kit.refs import IssueRef
from andante.kit.wire import Key, Results, Wire
from andante.scopes import Scope

FAVORITES = Group("Favorites", view=Scope.WORKLOGS_VIEW, manage=Scope.WORKLOGS_MANAGE)
MAX_FAVORITES = 200


class FavoriteIssue(Wire, kw_only=True):
    issue: IssueRef
    summary: str


@FAVORITES.reads("GET", "/4-andante/favorites")
def get_favorites() -> Results[FavoriteIssue]:
    """Retrieve the caller's favorite issues, by key."""


@FAVORITES.writes("PUT", "/4-andante/favorites/{issueKey}", refuses=(400,))
def add_favorite(issue_key: Key) -> None:
    """Mark an issue as a favorite of the caller. At most 200 issues can be favorites."""


@FAVORITES.writes("DELETE", "/4-andante/favorites/{issueKey}")
def delete_favorite(issue_key: Key) -> None:
    """Remove an issue from the caller's favorites."""
