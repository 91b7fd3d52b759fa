"""Where one arrives."""

from flask import Blueprint

from .pages import page

home_pages = Blueprint("home", __name__)


@home_pages.get("/")
def home() -> str:
    return page("home.html")
