"""Suggestions in the API. Tempo doesn't have these operations."""

import datetime as dt
from typing import Annotated

from msgspec import Meta

from andante.kit.operation import Group
from andante.kit.refs import IssueRef
from andante.kit.wire import Query, Results, Wire, one_of
from andante.scopes import Scope

SUGGESTIONS = Group("Suggestions", view=Scope.WORKLOGS_VIEW, manage=Scope.WORKLOGS_MANAGE)
MAX_SUGGESTIONS = 10

SearchText = Annotated[str, Meta(max_length=255)]


class IssueSuggestionQuery(Query, frozen=True):
    """What the user typed, and the day on which time is to be logged. Without `date`, it is today."""

    query: SearchText = ""
    date: dt.date | None = None


class IssueSuggestion(Wire, kw_only=True):
    """An issue, and why it is suggested."""

    issue: IssueRef
    summary: str
    kind: Annotated[str, one_of("PLANNED", "FAVORITE", "RECENT", "FOUND")]


ANY_ISSUE = IssueSuggestionQuery()


@SUGGESTIONS.reads("GET", "/4-andante/issue-suggestions")
def get_issue_suggestions(search: IssueSuggestionQuery = ANY_ISSUE) -> Results[IssueSuggestion]:
    """Suggest issues to log time on. Without `query`: up to 10 of each kind, first those planned for the day, then favorites, then those
    with the caller's last worklogs. With `query`: up to 10 whose key starts with it, or whose summary contains its words or their
    beginnings."""
