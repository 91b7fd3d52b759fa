"""Suggestions in the API. Tempo doesn't have these operations."""

import datetime as dt
from typing import Annotated

from msgspec import Meta

from andante.kit.operation import Group
from andante.kit.refs import IssueRef, ProjectRef, UserRef
from andante.kit.wire import Key, Query, Results, Wire, one_of
from andante.scopes import Scope

SUGGESTIONS = Group("Suggestions", view=Scope.WORKLOGS_VIEW, manage=Scope.WORKLOGS_MANAGE)
MAX_SUGGESTIONS = 10

SearchText = Annotated[str, Meta(max_length=255)]


class IssueSuggestionQuery(Query, frozen=True):
    """What the user typed, and the day on which time is to be logged. Without `date`, it is today."""

    query: SearchText = ""
    date: dt.date | None = None


class IssueSuggestion(Wire, kw_only=True):
    """An issue, and why it is suggested. `colorIndex`, from 1 to 8, is the color in which pages show the project."""

    issue: IssueRef
    project: ProjectRef
    color_index: int
    summary: str
    kind: Annotated[str, one_of("PLANNED", "FAVORITE", "RECENT", "FOUND")]


class SearchQuery(Query, frozen=True):
    """What the user typed."""

    query: SearchText = ""


class FoundUser(Wire, kw_only=True):
    user: UserRef
    display_name: str


class Search(Wire, kw_only=True, omit_defaults=False):
    """What a user may look for, at most 10 of each kind. `users` are others whose time the caller may see."""

    issues: list[IssueSuggestion]
    users: list[FoundUser]


class WorklogFormQuery(Query, frozen=True):
    """The issue and day of a new or changed worklog. Without `date`, it is today; without `accountId`, the author is the caller."""

    issue_key: Key | None = None
    date: dt.date | None = None
    account_id: Key | None = None


class FormOption(Wire, omit_defaults=False):
    """An option of a STATIC_LIST, or an account on which time can be logged."""

    value: str
    label: str


class FormAttribute(Wire, kw_only=True, omit_defaults=False):
    """A work attribute to enter. `suggested` is the account that applies if none is entered."""

    key: str
    name: str
    type: str
    required: bool
    options: list[FormOption]
    suggested: str | None


class WorklogForm(Wire, kw_only=True, omit_defaults=False):
    """What a form for a worklog needs. `startTime` is the end of the last worklog of the day, at 9:00 at the earliest. Without an issue,
    ACCOUNT attributes have no options. `billableEditable` tells whether the caller may set billable seconds."""

    author: UserRef
    issue: IssueRef | None
    summary: str | None
    remaining_estimate_seconds: int | None
    date: dt.date
    start_time: str
    attributes: list[FormAttribute]
    billable_editable: bool
    description_required: bool
    remaining_estimate_required: bool


ANYTHING = SearchQuery()
NEW_WORKLOG = WorklogFormQuery()
ANY_ISSUE = IssueSuggestionQuery()


@SUGGESTIONS.reads("GET", "/4-andante/issue-suggestions")
def get_issue_suggestions(search: IssueSuggestionQuery = ANY_ISSUE) -> Results[IssueSuggestion]:
    """Suggest issues to log time on.

    Without `query`: up to 10 of each kind, first those planned for the day, then favorites, then those with the caller's last worklogs.
    With `query`: up to 10 whose key starts with it, or whose summary contains its words or their beginnings."""


@SUGGESTIONS.reads("GET", "/4-andante/worklog-form")
def get_worklog_form(worklog: WorklogFormQuery = NEW_WORKLOG) -> WorklogForm:
    """Retrieve the attributes and suggested values for a form that logs time."""


@SUGGESTIONS.reads("GET", "/4-andante/search")
def search(text: SearchQuery = ANYTHING) -> Search:
    """Search for issues, and for users whose time you may see.

    Without `query`: the issues that you probably log time on, and no users."""
