"""Who may do what to a timesheet in which state, as a table."""

import datetime as dt

import pytest

from andante.kit.errors import Forbidden, Invalid
from andante.scopes import Permission
from andante.timekeeping.timesheets.rules import STEPS, Actor, TimesheetRecord, may_see, possible_now, require, reviewer

VIEW, MANAGE, APPROVE = Permission.WORKLOG_VIEW, Permission.WORKLOG_MANAGE, Permission.TIMESHEET_APPROVE


def sheet(status: str = "OPEN", reviewer_id: str | None = None) -> TimesheetRecord:
    return TimesheetRecord(
        account_id="alice", from_date=dt.date(2026, 3, 9), to_date=dt.date(2026, 3, 15), status=status, reviewer_id=reviewer_id
    )


ACTORS = {
    "self": Actor("alice"),
    "self with the permission": Actor("alice", frozenset({APPROVE, MANAGE})),
    "self whom nobody leads": Actor("alice", frozenset(Permission), approves_own=True),
    "viewer": Actor("bob", frozenset({VIEW})),
    "manager": Actor("bob", frozenset({MANAGE})),
    "approver": Actor("bob", frozenset({APPROVE})),
    "reviewer": Actor("rita"),
    "stranger": Actor("bob", frozenset({Permission.PLAN_APPROVE})),
}


@pytest.mark.parametrize(
    ("who", "when_open", "in_review", "approved"),
    [
        ("self", ["submit"], ["recall"], []),
        ("self with the permission", ["submit"], ["recall"], []),
        ("self whom nobody leads", ["submit"], ["approve", "reject", "recall"], ["reopen"]),
        ("viewer", [], [], []),
        ("manager", ["submit"], [], []),
        ("approver", ["submit"], ["approve", "reject"], ["reopen"]),
        ("reviewer", [], ["approve", "reject"], ["reopen"]),
        ("stranger", [], [], []),
    ],
)
def test_what_is_possible_now(who: str, when_open: list[str], in_review: list[str], approved: list[str]) -> None:
    states = {"OPEN": when_open, "IN_REVIEW": in_review, "APPROVED": approved}

    for status, verbs in states.items():
        assert possible_now(sheet(status, "rita"), ACTORS[who]) == verbs


@pytest.mark.parametrize("who", ACTORS)
@pytest.mark.parametrize("status", ["OPEN", "IN_REVIEW", "APPROVED"])
def test_what_is_not_possible_now_is_refused(who: str, status: str) -> None:
    possible = possible_now(sheet(status, "rita"), ACTORS[who])

    for verb in STEPS:
        if verb in possible:
            require(verb, sheet(status, "rita"), ACTORS[who])
        else:
            with pytest.raises((Forbidden, Invalid)):
                require(verb, sheet(status, "rita"), ACTORS[who])


@pytest.mark.parametrize(("who", "sees"), [(who, who != "stranger") for who in ACTORS])
def test_who_sees_it(who: str, *, sees: bool) -> None:
    assert may_see(sheet(reviewer_id="rita"), ACTORS[who]) is sees


def test_a_reviewer_who_was_never_named_sees_nothing() -> None:
    assert not may_see(sheet(), ACTORS["reviewer"])


@pytest.mark.parametrize(
    ("given", "leads", "possible", "chosen"),
    [
        (None, ["bob", "carol"], ["bob", "carol"], "bob"),
        (None, ["gone", "carol"], ["bob", "carol"], "carol"),
        (None, [], ["alice", "carol"], "alice"),
        ("carol", ["bob"], ["bob", "carol"], "carol"),
    ],
)
def test_who_reviews(given: str | None, leads: list[str], possible: list[str], chosen: str) -> None:
    assert reviewer(given, leads, possible, "alice") == chosen


@pytest.mark.parametrize(
    ("given", "leads", "possible", "words"),
    [
        ("dave", ["bob"], ["bob", "carol"], "possible are 'bob', 'carol'"),
        (None, [], ["carol"], "'reviewerAccountId' is required"),
        (None, [], [], "put the user into a team with a lead"),
    ],
)
def test_who_can_not_review_is_refused_with_who_can(given: str | None, leads: list[str], possible: list[str], words: str) -> None:
    with pytest.raises(Invalid, match=words):
        reviewer(given, leads, possible, "alice")
