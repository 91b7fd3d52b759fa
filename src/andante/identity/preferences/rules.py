"""The preferences of a user, with their defaults."""

from msgspec import Struct

from .wire import Density, DurationFormat, Language, SnapMinutes, Theme, TimeFormat, WeekDay


class PreferencesRecord(Struct, frozen=True):
    """What a user chose on the page for settings. The defaults apply until then.

    Without a `language`, pages have the language of the browser. Without a `week_start` (1 is Monday, 7 is Sunday), weeks start as in the
    global configuration. The calendar rounds times to `calendar_snap_minutes`.
    """

    language: Language | None = None
    duration_format: DurationFormat = "HOURS_MINUTES"
    time_format: TimeFormat = "24_HOURS"
    week_start: WeekDay | None = None
    theme: Theme = "SYSTEM"
    density: Density = "COMFORTABLE"
    calendar_snap_minutes: SnapMinutes = 15
    single_key_shortcuts: bool = True


DEFAULTS = PreferencesRecord()
