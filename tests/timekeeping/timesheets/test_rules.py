"""The steps that a user may take, by their permissions and the status of the timesheet."""

import datetime as dt

import pytest

from andante.kit.errors import Forbidden, Invalid
from andante.scopes import Permission
from andante.timekeeping.timesheets.rules import STEPS, Actor, TimesheetRecord, available_steps, check_step, choose_reviewer, is_visible

VIEW, MANAGE, APPROVE = Permission.WORKLOG_VIEW, Permission.WORKLOG_MANAGE, Permission.TIMESHEET_APPROVE


def sheet(status: str = "OPEN", reviewer_id: str | None = None) -> TimesheetRecord:
    return TimesheetRecord(
        account_id="alice", from_date=dt.date(2026, 3, 9), to_date=dt.date(2026, 3, 15), status=status, reviewer_id=reviewer_id
    )


ACTORS = {
    "self": Actor("alice"),
    "self with the permission": Actor("alice", frozenset({APPROVE, MANAGE})),
    "self without a lead": Actor("alice", frozenset(Permission), may_review_own=True),
    "viewer": Actor("bob", frozenset({VIEW})),
    "manager": Actor("bob", frozenset({MANAGE})),
    "approver": Actor("bob", frozenset({APPROVE})),
    "reviewer": Actor("rita"),
    "other user": Actor("bob", frozenset({Permission.PLAN_APPROVE})),
}


@pytest.mark.parametrize(
    ("caller", "when_open", "in_review", "approved"),
    [
        ("self", ["submit"], ["recall"], []),
        ("self with the permission", ["submit"], ["recall"], []),
        ("self without a lead", ["submit"], ["approve", "reject", "recall"], ["reopen"]),
        ("viewer", [], [], []),
        ("manager", ["submit"], [], []),
        ("approver", ["submit"], ["approve", "reject"], ["reopen"]),
        ("reviewer", [], ["approve", "reject"], ["reopen"]),
        ("other user", [], [], []),
    ],
)
def test_available_steps(caller: str, when_open: list[str], in_review: list[str], approved: list[str]) -> None:
    states = {"OPEN": when_open, "IN_REVIEW": in_review, "APPROVED": approved}

    for status, verbs in states.items():
        assert available_steps(sheet(status, "rita"), ACTORS[caller]) == verbs


@pytest.mark.parametrize("user", ACTORS)
@pytest.mark.parametrize("status", ["OPEN", "IN_REVIEW", "APPROVED"])
def test_steps_that_are_not_available_are_refused(user: str, status: str) -> None:
    available = available_steps(sheet(status, "rita"), ACTORS[user])

    for verb in STEPS:
        if verb in available:
            check_step(verb, sheet(status, "rita"), ACTORS[user])
        else:
            with pytest.raises((Forbidden, Invalid)):
                check_step(verb, sheet(status, "rita"), ACTORS[user])


@pytest.mark.parametrize(("caller", "visible"), [(caller, caller != "other user") for caller in ACTORS])
def test_visibility(caller: str, *, visible: bool) -> None:
    assert is_visible(sheet(reviewer_id="rita"), ACTORS[caller]) is visible


def test_a_user_who_is_not_the_reviewer_does_not_see_it() -> None:
    assert not is_visible(sheet(), ACTORS["reviewer"])


@pytest.mark.parametrize(
    ("requested", "leads", "possible", "chosen"),
    [
        (None, ["bob", "carol"], ["bob", "carol"], "bob"),
        (None, ["gone", "carol"], ["bob", "carol"], "carol"),
        (None, [], ["alice", "carol"], "alice"),
        ("carol", ["bob"], ["bob", "carol"], "carol"),
    ],
)
def test_the_requested_reviewer_or_the_first_possible_lead_reviews(
    requested: str | None, leads: list[str], possible: list[str], chosen: str
) -> None:
    assert choose_reviewer(requested, leads, possible, "alice") == chosen


@pytest.mark.parametrize(
    ("requested", "leads", "possible", "message"),
    [
        ("dave", ["bob"], ["bob", "carol"], "possible reviewers are 'bob', 'carol'"),
        (None, [], ["carol"], "'reviewerAccountId' is required"),
        (None, [], [], "add the user to a team with a lead"),
    ],
)
def test_a_wrong_or_missing_reviewer_is_refused_with_the_possible_ones(
    requested: str | None, leads: list[str], possible: list[str], message: str
) -> None:
    with pytest.raises(Invalid, match=message):
        choose_reviewer(requested, leads, possible, "alice")
