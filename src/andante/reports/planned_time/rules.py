"""Adds up the seconds of days by week, for users or teams."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from msgspec import Struct

from andante.kit.clock import days_into_week
from andante.organization.teams.rules import MembershipRecord, Span

Subject = str | int
"""What a row is about: the account id of a user, or the id of a team."""

Measure = Mapping[str, Mapping[dt.date, int]]
"""Seconds by account id and day."""

FULL_PERCENT = 100


class Report(Struct, frozen=True, kw_only=True):
    """The parameters of a report."""

    start: dt.date
    end: dt.date
    account_ids: Sequence[str] = ()
    team_ids: Sequence[int] = ()
    by_team: bool = False


class Row(NamedTuple):
    """One week of a user or team, cut to the range of the report, with a sum for each measure."""

    subject: Subject
    start: dt.date
    end: dt.date
    sums: tuple[int, ...]


class RowMembers(NamedTuple):
    """The users whose days count for each subject, each with the memberships in which they count. None instead of memberships
    means that all days count in full."""

    by_subject: dict[Subject, dict[str, list[MembershipRecord] | None]]

    def account_ids(self) -> list[str]:
        return sorted({account_id for members in self.by_subject.values() for account_id in members})

    def commitment(self, subject: Subject, account_id: str, day: dt.date) -> int | None:
        """The percentage of a user's day that counts; None if the day doesn't count at all."""
        memberships = self.by_subject[subject][account_id]
        if memberships is None:
            return FULL_PERCENT
        active = [membership.commitment_percent for membership in memberships if Span(membership.from_date, membership.to_date).has(day)]
        return min(FULL_PERCENT, sum(active)) if active else None


def row_members(report: Report, account_ids: Iterable[str], memberships: Iterable[MembershipRecord]) -> RowMembers:
    """The subjects of a report: teams with their members, or single users."""
    if not report.by_team and not report.team_ids:
        return RowMembers({account_id: {account_id: None} for account_id in account_ids})
    included = set(account_ids)
    by_subject: dict[Subject, dict[str, list[MembershipRecord] | None]] = defaultdict(dict)
    for membership in memberships:
        if membership.account_id in included:
            subject = membership.team_id if report.by_team else membership.account_id
            of_user = by_subject[subject].setdefault(membership.account_id, [])
            assert of_user is not None
            of_user.append(membership)
    return RowMembers(dict(by_subject))


def visibility(me: str, reaches: Collection[Mapping[str, Sequence[Span]]]) -> Callable[[str, dt.date], bool]:
    """Returns a function that checks whether `me` may view a user's day: it is their own, or within every reach."""
    return lambda account_id, day: account_id == me or all(any(span.has(day) for span in reach.get(account_id, ())) for reach in reaches)


def sum_up(
    report: Report,
    row_members: RowMembers,
    measures: Sequence[Measure],
    required: Measure,
    week_start: int,
    is_visible: Callable[[str, dt.date], bool],
) -> list[Row]:
    """The rows, sorted, with a sum for each measure and one more for the committed part of the `required` seconds. Rows in which
    all sums are zero are left out."""
    sums: dict[tuple[Subject, dt.date], list[int]] = defaultdict(lambda: [0] * (len(measures) + 1))
    for subject, members in row_members.by_subject.items():
        for account_id in members:
            for position, day, seconds in _entries([*measures, required], account_id):
                percent = row_members.commitment(subject, account_id, day) if is_visible(account_id, day) else None
                if percent is not None:
                    sums[subject, week_of(day, week_start)][position] += seconds if position < len(measures) else seconds * percent
    rows = []
    for (subject, week), (*full_sums, percent_seconds) in sums.items():
        rows.append(Row(subject, max(week, report.start), _end(week, report.end), (*full_sums, percent_seconds // FULL_PERCENT)))
    return sorted((row for row in rows if any(row.sums)), key=lambda row: (row.subject, row.start))


def _entries(measures: Sequence[Measure], account_id: str) -> Iterator[tuple[int, dt.date, int]]:
    """A user's seconds in each measure, as triples of the measure's position, the day and the seconds."""
    for position, measure in enumerate(measures):
        for day, seconds in measure.get(account_id, {}).items():
            yield position, day, seconds


def week_of(day: dt.date, week_start: int) -> dt.date:
    """The first day of the week that contains a day. `week_start` is from 1 for Monday to 7 for Sunday."""
    return dt.date.fromordinal(max(1, day.toordinal() - days_into_week(day, week_start)))


def _end(week: dt.date, end: dt.date) -> dt.date:
    """The last day of the week that starts on `week`, but not after `end`."""
    return dt.date.fromordinal(min(week.toordinal() + 6, end.toordinal()))
