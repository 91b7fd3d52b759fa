"""Handles the operations on notifications."""

from collections.abc import Mapping

from andante.identity.preferences import queries as preferences
from andante.kit.call import Call
from andante.kit.server import handles
from andante.kit.wire import Results

from . import actions, rules, wire
from .kinds import KINDS, Kind, path_of
from .rules import Choice, NotificationRecord
from .wire import ChannelChoice, ChannelChoices, Notification, ReadNotifications


@handles(wire.get_notifications)
def get_notifications(call: Call) -> Results[Notification]:
    language = preferences.of_user(call, call.me).language or "en"
    return call.results(actions.mine(call), lambda call, record: _render(call, record, language))


@handles(wire.read_notifications)
def read_notifications(call: Call, body: ReadNotifications) -> None:
    actions.mark_read(call, body.ids)


@handles(wire.get_notification_settings)
def get_notification_settings(call: Call) -> Results[ChannelChoice]:
    return _render_choices(call, actions.my_choices(call))


@handles(wire.update_notification_settings)
def update_notification_settings(call: Call, body: ChannelChoices) -> Results[ChannelChoice]:
    choices = {choice.kind: Choice(choice.pages, choice.mail) for choice in body.choices}
    return _render_choices(call, actions.choose(call, choices))


def _render(call: Call, record: NotificationRecord, language: str) -> Notification:
    reason = record.reason
    return Notification(
        id=record.id,
        kind=record.kind,
        text=rules.render(KINDS[record.kind].text, record, language),
        path=path_of(record),
        user=call.user(reason.person_id) if reason.person_id else None,
        from_=reason.from_date,
        to=reason.to_date,
        comment=reason.comment,
        seconds=reason.seconds,
        created_at=record.created_at,
        read_at=record.read_at,
    )


def _render_choices(call: Call, choices: Mapping[str, Choice]) -> Results[ChannelChoice]:
    language = preferences.of_user(call, call.me).language or "en"

    def render(_: Call, kind: Kind) -> ChannelChoice:
        choice = choices[kind.name]
        return ChannelChoice(kind=kind.name, title=kind.title[language], pages=choice.pages, mail=choice.mail)

    return call.results(list(KINDS.values()), render)
