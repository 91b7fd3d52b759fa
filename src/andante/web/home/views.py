"""The start page, with links to all other pages."""

from flask import Blueprint, render_template

home_pages = Blueprint("home", __name__)


@home_pages.get("/")
def home() -> str:
    return render_template("home/home.html")
