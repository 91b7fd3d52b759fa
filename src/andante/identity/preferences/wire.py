"""A user's preferences in the API. Tempo doesn't have these operations."""

from typing import Annotated, Literal

from msgspec import Meta

from andante.kit.operation import Group
from andante.kit.wire import Wire, one_of
from andante.scopes import Scope

Language = Literal["en", "de"]
DurationFormat = Literal["HOURS_MINUTES", "DECIMAL"]
TimeFormat = Literal["24_HOURS", "12_HOURS"]
WeekDay = Annotated[int, Meta(ge=1, le=7)]
Theme = Literal["SYSTEM", "LIGHT", "DARK"]
Density = Literal["COMFORTABLE", "COMPACT"]
SnapMinutes = Annotated[int, Meta(ge=1, le=60)]

PREFERENCES = Group("Preferences", view=Scope.PREFERENCES_VIEW, manage=Scope.PREFERENCES_MANAGE)


class PreferencesInput(Wire, kw_only=True):
    """A field that is missing gets its default."""

    language: Language | None = None
    duration_format: DurationFormat = "HOURS_MINUTES"
    time_format: TimeFormat = "24_HOURS"
    week_start: WeekDay | None = None
    theme: Theme = "SYSTEM"
    density: Density = "COMFORTABLE"
    calendar_snap_minutes: SnapMinutes = 15
    single_key_shortcuts: bool = True


class Preferences(Wire, kw_only=True):
    """How the pages look for the owner of the token. Without a `language`, they have the language of the browser. Without a `weekStart`
    (1 is Monday, 7 is Sunday), weeks start as in the global configuration."""

    language: Annotated[str, one_of("en", "de")] | None = None
    duration_format: Annotated[str, one_of("HOURS_MINUTES", "DECIMAL")]
    time_format: Annotated[str, one_of("24_HOURS", "12_HOURS")]
    week_start: int | None = None
    theme: Annotated[str, one_of("SYSTEM", "LIGHT", "DARK")]
    density: Annotated[str, one_of("COMFORTABLE", "COMPACT")]
    calendar_snap_minutes: int
    single_key_shortcuts: bool


@PREFERENCES.reads("GET", "/4-andante/preferences")
def get_preferences() -> Preferences:
    """Retrieve your preferences."""


@PREFERENCES.writes("PUT", "/4-andante/preferences")
def update_preferences(body: PreferencesInput) -> Preferences:
    """Update your preferences."""
