"""A user's notifications in the API, and how they want to get them. Tempo doesn't have these operations."""

import datetime as dt
from typing import Annotated, Literal

from msgspec import Meta

from andante.kit.operation import Group
from andante.kit.refs import UserRef
from andante.kit.wire import Ids, Key, Results, Wire, one_of
from andante.scopes import Scope

MAX_LISTED = 100
MailTiming = Literal["NEVER", "AT_ONCE", "DAILY"]

NOTIFICATIONS = Group("Notifications", view=Scope.APPROVALS_VIEW, manage=Scope.PREFERENCES_MANAGE)
SETTINGS = Group("Notifications", view=Scope.PREFERENCES_VIEW, manage=Scope.PREFERENCES_MANAGE)


class Notification(Wire, kw_only=True):
    """`text` is a sentence in your language. `user` is whom it is about, other than you. `seconds` is the missing time. Without `readAt`,
    it is unread."""

    id: int
    kind: str
    text: str
    path: str
    user: UserRef | None = None
    from_: dt.date
    to: dt.date
    comment: str | None = None
    seconds: int | None = None
    created_at: str
    read_at: str | None = None


class ReadNotifications(Wire, kw_only=True):
    """Without `ids`, all notifications."""

    ids: Ids | None = None


class ChannelChoice(Wire, kw_only=True, omit_defaults=False):
    """Where you want notifications of a kind: on `pages`, and by `mail` at once, once a day, or never."""

    kind: str
    title: str
    pages: bool
    mail: Annotated[str, one_of("NEVER", "AT_ONCE", "DAILY")]


class ChannelChoiceInput(Wire, kw_only=True):
    kind: Key
    pages: bool
    mail: MailTiming


class ChannelChoices(Wire, kw_only=True):
    """Kinds that are missing get their default."""

    choices: Annotated[list[ChannelChoiceInput], Meta(max_length=100)]


@NOTIFICATIONS.reads("GET", "/4-andante/notifications")
def get_notifications() -> Results[Notification]:
    """Retrieve your latest 100 notifications of the last 90 days, newest first."""


@NOTIFICATIONS.writes("POST", "/4-andante/notifications/read")
def read_notifications(body: ReadNotifications) -> None:
    """Mark your notifications as read. Other ids are ignored."""


@SETTINGS.reads("GET", "/4-andante/notifications/settings")
def get_notification_settings() -> Results[ChannelChoice]:
    """Retrieve where you want notifications of each kind."""


@SETTINGS.writes("PUT", "/4-andante/notifications/settings", refuses=(400,))
def update_notification_settings(body: ChannelChoices) -> Results[ChannelChoice]:
    """Choose where you want notifications of each kind."""
