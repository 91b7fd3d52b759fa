"""Suggests issues, and values of new worklogs, to the caller. All users may see all issues."""

import datetime as dt
from collections.abc import Sequence

from msgspec import Struct
from sqlalchemy import Date, literal

from andante.accounts.accounts import queries as accounts
from andante.directory.issues import queries as issues
from andante.directory.issues.rules import IssueRecord, words_of
from andante.kit.call import Call
from andante.organization.reach import queries as reach
from andante.planning.days import queries as days
from andante.planning.weeks.rules import free_start
from andante.timekeeping.configuration.rules import ConfigurationRecord
from andante.timekeeping.periods.rules import Period
from andante.timekeeping.worklogs import actions as worklogs
from andante.timekeeping.worklogs import queries as worklog_queries
from andante.timekeeping.worklogs.rules import VIEW_PERMISSIONS

from . import rules, store
from .rules import PLANNED, Suggestion
from .wire import MAX_SUGGESTIONS, FormAttribute, IssueSuggestionQuery, WorklogFormQuery


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


def search(call: Call, text: str) -> tuple[list[Suggestion], list[tuple[str, str]]]:
    """Issues, and the account ids and names of other users whose time the caller may see now."""
    found = suggest_issues(call, IssueSuggestionQuery(query=text))[:MAX_SUGGESTIONS]
    words = words_of(text)
    if not words:
        return found, []
    today = literal(call.today, Date)
    seen = [] if call.may(*VIEW_PERMISSIONS) else [reach.within_reach(call, VIEW_PERMISSIONS, store.account_id, today)]
    return found, store.users_named(call.db, words, [store.account_id != call.me, *seen], MAX_SUGGESTIONS)


class Form(Struct, frozen=True):
    """What a form for a worklog needs."""

    author_id: str
    issue: IssueRecord | None
    date: dt.date
    start_time: dt.time
    attributes: Sequence[FormAttribute]
    billable_editable: bool
    configuration: ConfigurationRecord


def worklog_form(call: Call, worklog: WorklogFormQuery) -> Form:
    """The attributes and suggested values for a worklog. Raises Invalid if the issue doesn't exist, and Forbidden if the caller may not
    log time for the author."""
    day, person = worklog.date or call.today, worklog.account_id or call.me
    worklogs.require_may_manage(call, [(person, day)])
    logging_rules = worklog_queries.load_logging_rules(call)
    configuration, attributes = logging_rules.configuration, logging_rules.attributes.values()
    issue = issues.find_reference(call, worklog.issue_key, "issueKey") if worklog.issue_key else None
    has_accounts = any(attribute.type == "ACCOUNT" for attribute in attributes)
    found = accounts.choices(call, issue, closed_allowed=configuration.allow_logging_on_closed_account) if issue and has_accounts else []
    return Form(
        author_id=person,
        issue=issue,
        date=day,
        start_time=free_start(0, days.worklogs(call, person, day, day)),
        attributes=[rules.form_attribute(attribute, found) for attribute in attributes],
        billable_editable=worklogs.may_edit_billable(call, [(person, day)]),
        configuration=configuration,
    )
