"""Suggests issues to the caller. All users may see all issues."""

from andante.directory.issues import queries as issues
from andante.kit.call import Call
from andante.planning.days import queries as days
from andante.timekeeping.periods.rules import Period

from . import rules, store
from .rules import PLANNED, Suggestion
from .wire import MAX_SUGGESTIONS, IssueSuggestionQuery


def suggest_issues(call: Call, search: IssueSuggestionQuery) -> list[Suggestion]:
    """Issues that match the text; without a text, those that the caller probably logs time on."""
    text = search.query.strip()
    known = store.favorite_and_recent(call.db, call.me, MAX_SUGGESTIONS)
    if text:
        kinds = {id: kind for kind, ids in reversed(known.items()) for id in ids}
        return rules.found(issues.matching(call, text, MAX_SUGGESTIONS), kinds)
    day = search.date or call.today
    planned, _ = days.planned(call, call.me, Period(day, day))
    by_kind = {PLANNED: rules.planned_issues(planned)[:MAX_SUGGESTIONS], **known}
    return rules.suggestions(by_kind, issues.by_ids(call, {id for ids in by_kind.values() for id in ids}))
