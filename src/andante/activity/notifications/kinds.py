"""The kinds of notifications: each has its texts, defaults, and a function that finds who is to be notified of what."""

from collections.abc import Callable, Iterator, Mapping

from msgspec import Struct

from andante.kit import clock
from andante.timekeeping.periods import rules as periods
from andante.timekeeping.periods.rules import Period
from andante.timekeeping.timesheets.rules import APPROVED, IN_REVIEW, OPEN

from .queries import DAY, REMINDER_DAYS, Situation
from .rules import REMINDER, Choice, NotificationRecord, Reason, Texts, TimesheetStep


class Kind(Struct, frozen=True):
    """A kind of notification. Texts may contain {person}, {period}, {day} and {hours}, and `path` {from_date}, {to_date} and {person_id}.

    `find` must return only reasons that the user may know of, with objects of at most 100 characters.
    """

    name: str
    title: Texts
    text: Texts
    path: str
    default: Choice
    find: Callable[[Situation], Iterator[Reason]]


def _due_timesheets(situation: Situation) -> Iterator[Reason]:
    """Timesheets of the last period, of users in teams with a lead."""
    for user in situation.members():
        today = clock.today(situation.call.now, user.time_zone)
        current = periods.period_containing(today, situation.configuration)
        period = periods.period_containing(current.from_ - DAY, situation.configuration)
        is_recent = (today - period.to).days <= REMINDER_DAYS
        has_lead = any(membership.has_lead and membership.has(period.to) for membership in situation.memberships[user.account_id])
        is_required = bool(situation.required(user.account_id, period.from_, period.to))
        if is_recent and has_lead and is_required and not situation.is_submitted(user.account_id, period):
            yield Reason(account_id=user.account_id, object=str(period), from_date=period.from_, to_date=period.to)


def _reminders(situation: Situation) -> Iterator[Reason]:
    """Reminders of reviewers, which are stored when they send them. A mail about one is only sent if the timesheet is still open."""
    for reason in situation.reminders:
        if not situation.is_submitted(reason.account_id, Period(reason.from_date, reason.to_date)):
            yield reason


def _missing_time(situation: Situation) -> Iterator[Reason]:
    """The latest working day of users in teams: today after the configured hour. Users get it only on working days."""
    for user in situation.members():
        local = user.local(situation.call.now)
        required = situation.required(user.account_id, local.date() - REMINDER_DAYS * DAY, local.date())
        if local.date() not in required:
            continue
        is_over = local.hour >= situation.call.settings.missing_time_hour
        day = max((day for day in required if day < local.date() or is_over), default=None)
        if day is None or situation.is_submitted(user.account_id, Period(day, day)):
            continue
        missing = required[day] - situation.logged[user.account_id].get(day, 0)
        if missing > 0 and any(membership.has(day) for membership in situation.memberships[user.account_id]):
            yield Reason(account_id=user.account_id, object=str(day), from_date=day, to_date=day, seconds=missing)


def _waiting_timesheets(situation: Situation) -> Iterator[Reason]:
    for step in situation.steps:
        if step.status == IN_REVIEW and step.actor != step.reviewer_id:
            yield _of_step(step, step.reviewer_id, step.account_id)


def _steps_of_others(previous: str, status: str) -> Callable[[Situation], Iterator[Reason]]:
    """Returns a function that finds steps of users' own timesheets, from one status to another, that others have taken."""

    def find(situation: Situation) -> Iterator[Reason]:
        for step in situation.steps:
            if (step.previous_status, step.status) == (previous, status) and step.actor != step.account_id:
                yield _of_step(step, step.account_id, step.actor)

    return find


def _of_step(step: TimesheetStep, account_id: str, person_id: str | None) -> Reason:
    return Reason(
        account_id=account_id,
        object=str(step.id),
        person_id=person_id,
        from_date=step.from_date,
        to_date=step.to_date,
        comment=step.comment or None,
    )


_ALL = (
    Kind(
        "TIMESHEET_DUE",
        {"en": "Timesheets to submit", "de": "Einzureichende Stundenzettel"},
        {"en": "Submit your timesheet for {period}", "de": "Reichen Sie Ihren Stundenzettel für {period} ein"},
        "/week/{from_date}",
        Choice(pages=True, mail="DAILY"),
        _due_timesheets,
    ),
    Kind(
        REMINDER,
        {"en": "Reminders from reviewers", "de": "Erinnerungen von Prüfern"},
        {
            "en": "{person} asks you to submit your timesheet for {period}",
            "de": "{person} bittet Sie, Ihren Stundenzettel für {period} einzureichen",
        },
        "/week/{from_date}",
        Choice(pages=True, mail="AT_ONCE"),
        _reminders,
    ),
    Kind(
        "TIMESHEET_WAITING",
        {"en": "Timesheets to review", "de": "Zu prüfende Stundenzettel"},
        {"en": "{person} submitted a timesheet for {period}", "de": "{person} hat einen Stundenzettel für {period} eingereicht"},
        "/approvals/{from_date}/{person_id}",
        Choice(pages=True, mail="DAILY"),
        _waiting_timesheets,
    ),
    Kind(
        "TIMESHEET_REJECTED",
        {"en": "Rejected timesheets", "de": "Abgelehnte Stundenzettel"},
        {"en": "{person} rejected your timesheet for {period}", "de": "{person} hat Ihren Stundenzettel für {period} abgelehnt"},
        "/week/{from_date}",
        Choice(pages=True, mail="AT_ONCE"),
        _steps_of_others(IN_REVIEW, OPEN),
    ),
    Kind(
        "TIMESHEET_REOPENED",
        {"en": "Reopened timesheets", "de": "Wieder geöffnete Stundenzettel"},
        {"en": "{person} reopened your timesheet for {period}", "de": "{person} hat Ihren Stundenzettel für {period} wieder geöffnet"},
        "/week/{from_date}",
        Choice(pages=True, mail="AT_ONCE"),
        _steps_of_others(APPROVED, OPEN),
    ),
    Kind(
        "TIMESHEET_APPROVED",
        {"en": "Approved timesheets", "de": "Genehmigte Stundenzettel"},
        {"en": "{person} approved your timesheet for {period}", "de": "{person} hat Ihren Stundenzettel für {period} genehmigt"},
        "/week/{from_date}",
        Choice(pages=True, mail="NEVER"),
        _steps_of_others(IN_REVIEW, APPROVED),
    ),
    Kind(
        "MISSING_TIME",
        {"en": "Missing time", "de": "Fehlende Zeit"},
        {"en": "{hours} hours are missing on {day}", "de": "Am {day} fehlen {hours} Stunden"},
        "/week/{from_date}",
        Choice(pages=True, mail="NEVER"),
        _missing_time,
    ),
)
KINDS: Mapping[str, Kind] = {kind.name: kind for kind in _ALL}
"""All kinds. To add one, for example for budgets or overtime, add an entry to `_ALL`: pages, mails, settings and the API then have it."""


def path_of(record: NotificationRecord) -> str:
    """The path of the page that a notification links to."""
    reason = record.reason
    return KINDS[record.kind].path.format(from_date=reason.from_date, to_date=reason.to_date, person_id=reason.person_id)
