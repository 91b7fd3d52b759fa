"""Lists the caller's notifications, changes where they want them, and notifies users."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from andante.kit import clock
from andante.kit.call import Call
from andante.kit.changes import Action
from andante.kit.db import lock
from andante.kit.errors import Fault, FaultCode, Invalid
from andante.mail.messages import actions as mail
from andante.mail.messages.rules import Kind as MailKind
from andante.timekeeping.configuration import queries as configuration
from andante.timekeeping.reviews import actions as reviews

from . import rules, store
from .kinds import KINDS, path_of
from .queries import Situation
from .rules import Choice, NotificationRecord, Reason, Recipient, SettingsRecord

MAIL = MailKind("notifications", Path(__file__).parent / "mails")
Found = tuple[str, Reason]
"""A kind, and a reason for a notification of this kind."""


def mine(call: Call) -> list[NotificationRecord]:
    """The caller's latest notifications, newest first, except those that they want only by mail."""
    return [record for record in store.listed(call.db, call.me) if record.kind in KINDS]


def mark_read(call: Call, ids: Collection[int] | None = None) -> None:
    """Marks the caller's notifications with these ids as read, or all. Other ids are ignored."""
    store.mark_read(call.db, call.me, ids, call.write_time)


def my_choices(call: Call) -> dict[str, Choice]:
    """Where the caller wants notifications, by kind."""
    return _with_defaults(store.settings_of(call.db, call.me))


def choose(call: Call, choices: Mapping[str, Choice]) -> dict[str, Choice]:
    """Stores where the caller wants notifications. Kinds that are missing get their defaults. Raises Invalid for unknown kinds."""
    if unknown := [kind for kind in choices if kind not in KINDS]:
        allowed = ", ".join(KINDS)
        raise Invalid(*(Fault("kind", FaultCode.INVALID_CHOICE, f"must be one of {allowed}, not '{kind}'") for kind in unknown))
    lock(call.db, "notification settings", call.me)
    before, new = store.settings_of(call.db, call.me), SettingsRecord(call.me, dict(choices))
    if new != (before or SettingsRecord(call.me, {})):
        store.replace_settings(call.db, new)
        call.record(store.SETTINGS, call.me, Action.UPDATED if before else Action.CREATED, before=before, after=new)
    return _with_defaults(new)


def find(situation: Situation) -> dict[str, list[Found]]:
    """The reasons for notifications that exist now, by the account id of active users. The number of statements is fixed."""
    found: dict[str, list[Found]] = defaultdict(list)
    for kind in KINDS.values():
        for reason in kind.find(situation):
            if reason.account_id in situation.recipients:
                found[reason.account_id].append((kind.name, reason))
    return found


def notify(call: Call, users: Sequence[Recipient], found: Mapping[str, Sequence[Found]]) -> None:
    """Stores what these users don't have yet of what was found, and puts the mails about it and earlier notifications into the queue."""
    _store_new(call, users, found)
    _send_due(call, users, found)


def remind(call: Call, team_id: int, day: dt.date) -> int:
    """Reminds the members of a team who haven't submitted their timesheet of the period that includes a day, if the caller may review it.
    Returns the number of reminded people: nobody is reminded of the same period twice a day, or if they don't want reminders."""
    recipients = store.recipients(call.db, configuration.current(call).company_language)
    reasons = [
        Reason(
            account_id=sheet.account_id,
            object=f"{sheet.period} {call.today}",
            from_date=sheet.from_date,
            to_date=sheet.to_date,
            person_id=call.me,
        )
        for sheet in (cell.listed.sheet for cell in reviews.to_remind(call, team_id, day))
    ]
    found = {reason.account_id: [(rules.REMINDER, reason)] for reason in reasons}
    return _store_new(call, [recipients[account_id] for account_id in found if account_id in recipients], found)


def delete_old(call: Call) -> None:
    store.delete_before(call.db, clock.later(call.now, -rules.KEPT_SECONDS))


def _store_new(call: Call, users: Sequence[Recipient], found: Mapping[str, Sequence[Found]]) -> int:
    """Stores those that users want and don't have. Returns their number."""
    reasons = [(user, kind, reason) for user in users for kind, reason in found.get(user.account_id, ())]
    existing = store.existing(call.db, [user.account_id for user in users], {reason.object for _, _, reason in reasons})
    rows = []
    for user, kind, reason in reasons:
        choice = user.choices.get(kind, KINDS[kind].default)
        can_mail = user.email is not None and mail.is_configured(call.settings)
        due = rules.mail_due_at(choice.mail, call.now, user.time_zone) if can_mail else None
        if (choice.pages or due) and (user.account_id, kind, reason.object) not in existing:
            rows.append((kind, reason, choice.pages, due))
    store.add_all(call.db, rows, call.now)
    return len(rows)


def _send_due(call: Call, users: Sequence[Recipient], found: Mapping[str, Sequence[Found]]) -> None:
    """Sends each user one mail about what is due, except what was read or is over."""
    due = store.due_for_mail(call.db, [user.account_id for user in users], call.now)
    for user in users:
        current = {(kind, reason.object) for kind, reason in found.get(user.account_id, ())}
        records = [each for each in due if each.reason.account_id == user.account_id and not each.read_at]
        if sent := [each for each in records if (each.kind, each.reason.object) in current]:
            mail.send(call, user.email or "", MAIL, user.language, {"name": user.name, "items": [_item(each, user) for each in sent]})
    if due:
        store.clear_due(call.db, [record.id for record in due])


def _item(record: NotificationRecord, user: Recipient) -> dict[str, str | None]:
    kind = KINDS[record.kind]
    return {"text": rules.render(kind.text, record, user.language), "comment": record.reason.comment, "path": path_of(record)}


def _with_defaults(settings: SettingsRecord | None) -> dict[str, Choice]:
    chosen = settings.choices if settings else {}
    return {name: chosen.get(name, kind.default) for name, kind in KINDS.items()}
