"""GET /styles: the components of the pages."""

import re

from andante.kit.database import Database
from andante.web.shell.assets import ROOT
from tests.cast import Person
from tests.web.browsing import signed_in


def test_administrators_see_all_components(carol: Person, database: Database) -> None:
    page = signed_in(carol, database).get("/styles")
    icons = re.findall(r'<symbol id="([^"]+)"', (ROOT / "shell/icons.svg").read_text("utf-8"))

    assert 30 <= len(icons) == len(set(icons))
    for icon in icons:
        assert f"<code>{icon}</code>" in page.text
    for part in ('class="status waiting"', "<dialog", "popover", 'class="switch"', 'class="empty"', 'class="notice error"', "<table"):
        assert part in page.text


def test_each_chart_has_a_name_and_a_table_with_its_numbers(carol: Person, database: Database) -> None:
    page = signed_in(carol, database).get("/styles").text
    start = r'<svg class="([^"]+)"[^>]* role="(\w+)" aria-label="[^"]+" aria-describedby="([^"]+)">'
    charts = re.findall(start + "(.*?)(?:</figure>|<details>)", page, re.DOTALL)

    assert [kind for kind, *_ in charts] == ["plot", "plot", "plot", "bars", "chart sparkline"]
    for kind, role, table, drawn in charts:
        assert f'<table id="{table}">' in page
        assert role == ("group" if "<a " in drawn else "img")
        marks = drawn.count("<g>" if kind == "bars" else "<circle" if "<circle" in drawn else "<rect")
        assert 0 < marks == drawn.count("<title>")
    assert "style=" not in page


def test_other_users_do_not(alice: Person, database: Database) -> None:
    assert signed_in(alice, database).get("/styles").status_code == 403
