"""The links to screens in the bars and menus of every page. A link whose screen doesn't exist is hidden."""

from typing import Literal

from flask import current_app, g, request
from msgspec import Struct

from .translations import gettext, marked

Place = Literal["main", "administration", "person"]


class Link(Struct, frozen=True):
    """A link to a screen. `path` is the path of the page under the address of the server, `label` its English name."""

    place: Place
    path: str
    label: str
    icon: str
    short_label: str | None = None
    """A shorter name for phones."""
    keys: str | None = None
    """The keys that go to the screen."""

    @property
    def href(self) -> str:
        return request.script_root + self.path

    @property
    def text(self) -> str:
        return gettext(self.label)

    @property
    def short_text(self) -> str:
        return gettext(self.short_label or self.label)

    @property
    def is_current(self) -> bool:
        return request.path == self.path or request.path.startswith(f"{self.path}/")


LINKS = (
    Link("main", "/week", marked("My week"), "week", marked("Week"), "g w"),
    Link("main", "/calendar", marked("Calendar"), "calendar", keys="g c"),
    Link("main", "/approvals", marked("Approvals"), "check", keys="g a"),
    Link("main", "/planner", marked("Planner"), "plan", keys="g p"),
    Link("main", "/reports", marked("Reports"), "chart", keys="g r"),
    Link("administration", "/people", marked("People"), "users"),
    Link("administration", "/admin/teams", marked("Teams"), "users"),
    Link("administration", "/admin/roles", marked("Permission roles"), "shield"),
    Link("administration", "/admin/accounts", marked("Accounts and customers"), "folder"),
    Link("administration", "/admin/holidays", marked("Holidays"), "sun"),
    Link("administration", "/projects", marked("Projects"), "folder"),
    Link("administration", "/applications", marked("OAuth apps"), "apps"),
    Link("administration", "/admin/webhooks", marked("Webhooks"), "bell"),
    Link("administration", "/servlets", marked("Servlets"), "plug"),
    Link("administration", "/admin/company", marked("Company"), "week"),
    Link("administration", "/admin/mail", marked("Mail"), "mail"),
    Link("administration", "/admin/audit", marked("Audit log"), "search"),
    Link("administration", "/styles", marked("Styles"), "palette"),
    Link("person", "/dashboard", marked("Dashboard"), "chart"),
    Link("person", "/overview", marked("Overview"), "menu"),
    Link("person", "/settings", marked("Settings"), "settings"),
    Link("person", "/tokens", marked("API tokens"), "key"),
    Link("person", "/granted", marked("Authorized apps"), "apps"),
    Link("person", "/my-password", marked("Change password"), "lock"),
    Link("person", "/second-factor", marked("Second factor"), "shield"),
)
"""All links, in the order in which pages show them. A screen that is added later appears as soon as its path exists."""

LOG_PATH = "/log"
"""The page that logs time. On phones, the bar at the bottom has a button for it."""


def links(place: Place) -> list[Link]:
    """The links in this place to screens that exist and that the user may open."""
    if place == "administration" and not g.signed_in.caller.grants.administrator:
        return []
    return [link for link in LINKS if link.place == place and exists(link.path)]


def log_link() -> str | None:
    """The address of the page that logs time, if it exists."""
    return request.script_root + LOG_PATH if exists(LOG_PATH) else None


def initials(name: str) -> str:
    """The first letters of the first and the last word of a name."""
    words = name.split() or ["?"]
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()


def exists(path: str) -> bool:
    """Whether there is a page at this path."""
    paths = current_app.extensions.get("andante.paths")
    if paths is None:
        paths = current_app.extensions["andante.paths"] = {rule.rule for rule in current_app.url_map.iter_rules()}
    return path in paths
