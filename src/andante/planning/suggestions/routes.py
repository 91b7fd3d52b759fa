"""Handles the operations on suggestions."""

from andante.kit.call import Call
from andante.kit.server import handles
from andante.kit.wire import Results

from . import actions, wire
from .rules import Suggestion
from .wire import ANY_ISSUE, IssueSuggestion, IssueSuggestionQuery


@handles(wire.get_issue_suggestions)
def get_issue_suggestions(call: Call, search: IssueSuggestionQuery = ANY_ISSUE) -> Results[IssueSuggestion]:
    return call.results(actions.suggest_issues(call, search), _render)


def _render(call: Call, suggestion: Suggestion) -> IssueSuggestion:
    issue = suggestion.issue
    return IssueSuggestion(issue=call.issue(issue.id, issue.key), summary=issue.summary, kind=suggestion.kind)
