"""The start page, the dashboard of team leads, and an overview with links to all other pages."""

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from andante.planning.dashboard import actions as dashboards
from andante.web.shell import navigation
from andante.web.shell.pages import current_call

START = "/week"
MAX_ROWS = 8
"""Each list of the dashboard shows at most this many people."""

home_pages = Blueprint("home", __name__)


@home_pages.get("/")
def home() -> ResponseReturnValue:
    """Users who may see the time of others start with the dashboard, others with their week; with the overview if it doesn't exist."""
    if dashboards.leads(current_call()):
        return redirect(url_for("home.dashboard"))
    return redirect(request.script_root + START if navigation.exists(START) else url_for("home.overview"))


@home_pages.get("/dashboard")
def dashboard() -> str:
    """Whose time is missing, what waits for approval, and who has too much or too little to do this week."""
    found = dashboards.find(current_call(), g.signed_in.preferences.week_start)
    return render_template("home/dashboard.html", dashboard=found, rows=MAX_ROWS, today=current_call().today)


@home_pages.get("/overview")
def overview() -> str:
    return render_template("home/overview.html")
