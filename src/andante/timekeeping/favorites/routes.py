"""Handles the operations on favorite issues."""

from andante.directory.issues.rules import IssueRecord
from andante.kit.call import Call
from andante.kit.server import handles
from andante.kit.wire import Results

from . import actions, wire
from .wire import FavoriteIssue


@handles(wire.get_favorites)
def get_favorites(call: Call) -> Results[FavoriteIssue]:
    return call.results(actions.list_all(call), _render)


@handles(wire.add_favorite)
def add_favorite(call: Call, issue_key: str) -> None:
    actions.add(call, issue_key)


@handles(wire.delete_favorite)
def delete_favorite(call: Call, issue_key: str) -> None:
    actions.remove(call, issue_key)


def _render(call: Call, issue: IssueRecord) -> FavoriteIssue:
    return FavoriteIssue(issue=call.issue(issue.id, issue.key), summary=issue.summary)
