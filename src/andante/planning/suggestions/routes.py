"""Handles the operations on suggestions."""

from andante.directory.projects.rules import color_index
from andante.kit.call import Call
from andante.kit.server import handles
from andante.kit.wire import Results

from . import actions, wire
from .rules import Suggestion
from .wire import (
    ANY_ISSUE,
    ANYTHING,
    NEW_WORKLOG,
    FoundUser,
    IssueSuggestion,
    IssueSuggestionQuery,
    Search,
    SearchQuery,
    WorklogForm,
    WorklogFormQuery,
)


@handles(wire.get_issue_suggestions)
def get_issue_suggestions(call: Call, search: IssueSuggestionQuery = ANY_ISSUE) -> Results[IssueSuggestion]:
    return call.results(actions.suggest_issues(call, search), _render)


@handles(wire.get_worklog_form)
def get_worklog_form(call: Call, worklog: WorklogFormQuery = NEW_WORKLOG) -> WorklogForm:
    form = actions.worklog_form(call, worklog)
    issue = form.issue
    return WorklogForm(
        author=call.user(form.author_id),
        issue=call.issue(issue.id, issue.key) if issue else None,
        summary=issue.summary if issue else None,
        remaining_estimate_seconds=issue.remaining_estimate_seconds if issue else None,
        date=form.date,
        start_time=form.start_time.isoformat(),
        attributes=list(form.attributes),
        billable_editable=form.billable_editable,
        description_required=not form.configuration.worklog_description_optional,
        remaining_estimate_required=not form.configuration.remaining_estimate_optional,
    )


@handles(wire.search)
def search(call: Call, text: SearchQuery = ANYTHING) -> Search:
    issues, users = actions.search(call, text.query)
    found = [FoundUser(user=call.user(account_id), display_name=name) for account_id, name in users]
    return Search(issues=[_render(call, issue) for issue in issues], users=found)


def _render(call: Call, suggestion: Suggestion) -> IssueSuggestion:
    issue = suggestion.issue
    return IssueSuggestion(
        issue=call.issue(issue.id, issue.key),
        project=call.project(issue.project_id),
        color_index=color_index(issue.project_id),
        summary=issue.summary,
        kind=suggestion.kind,
    )
