"""The start page, and an overview with links to all other pages."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from andante.web.shell import navigation

START = "/week"

home_pages = Blueprint("home", __name__)


@home_pages.get("/")
def home() -> ResponseReturnValue:
    """Users start with their week; with the overview if it doesn't exist."""
    return redirect(request.script_root + START if navigation.exists(START) else url_for("home.overview"))


@home_pages.get("/overview")
def overview() -> str:
    return render_template("home/overview.html")
