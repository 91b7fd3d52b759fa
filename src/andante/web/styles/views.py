"""Shows every component of the shell, for people who build pages and for screenshots."""

import re
from functools import cache

from flask import Blueprint, render_template

from andante.web.shell.assets import ROOT
from andante.web.shell.pages import current_call

from .samples import samples

styles = Blueprint("styles", __name__)


@styles.get("/styles")
def components() -> str:
    current_call().require_administrator(to="see the components of pages")
    return render_template("styles/styles.html", icons=icon_names(), charts=samples())


@cache
def icon_names() -> list[str]:
    """The names of all icons, in the order of the file."""
    return re.findall(r'<symbol id="([^"]+)"', (ROOT / "shell" / "icons.svg").read_text("utf-8"))
