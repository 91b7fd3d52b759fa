"""The page of the audit log, and its file."""

import csv
import io
import re
from typing import Any

from andante.kit.database import Database
from andante.web.admin.audit import PAGE_SIZE
from tests.cast import NORTH_1, Company, Person
from tests.web.browsing import Visitor, signed_in, text_of

WORKLOG = {"startDate": "2026-03-17", "timeSpentSeconds": 60, "description": "Sorting", "issueId": NORTH_1}


def _changed_worklog(person: Person, editor: Person) -> str:
    id: int = person.post("/worklogs", WORKLOG | {"authorAccountId": person.id}).json()["tempoWorklogId"]
    editor.put(f"/worklogs/{id}", WORKLOG | {"authorAccountId": person.id, "description": "=Sorting <b>"})
    return str(id)


def _heads(visitor: Visitor, **filters: Any) -> list[str]:
    """The first line of each change on the page."""
    page = visitor.get("/admin/audit", **filters).text
    return [_text(part) for part in page.split('<p class="audit-head">')[1:]]


def _text(html: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", html.partition("</p>")[0]).split())


def test_an_administrator_filters_changes(company: Company, database: Database) -> None:
    id = _changed_worklog(company.alice, company.carol)
    visitor = signed_in(company.carol, database)
    updated, created = _heads(visitor, entity="worklog", id=id)

    assert updated.startswith(f"Changed Worklog {id} Whose time: Alice")
    assert "Carol" in updated
    assert created.startswith(f"Created Worklog {id} Whose time: Alice")
    assert _heads(visitor, entity="worklog", author="Carol") == [updated]
    assert _heads(visitor, worker=company.alice.id, action="Created") == [created]
    assert _heads(visitor, **{"entity": "worklog", "from": "2026-03-18", "to": "2026-03-18"}) == [updated, created]
    assert _heads(visitor, entity="worklog", to="2026-03-17") == _heads(visitor, entity="team", worker="Alice") == []

    page = text_of(visitor.get("/admin/audit", entity="worklog", id=id, action="Updated"))
    assert "description Before Sorting → After =Sorting <b>" in page


def test_wrong_input_is_explained(company: Company, database: Database) -> None:
    visitor = signed_in(company.carol, database)
    page = text_of(visitor.get("/admin/audit", author="nobody\0", worker="Alice", id="1", to="soon", before="x.1", action="Burnt"))

    assert "Nobody has this name." in page
    assert "Choose an object, too." in page
    assert "This is not a date." in page
    assert "No changes match." in page


def test_pages_follow_each_other(company: Company, database: Database) -> None:
    for _ in range(PAGE_SIZE // 2 + 1):
        _changed_worklog(company.alice, company.alice)
    visitor = signed_in(company.carol, database)
    first = visitor.get("/admin/audit", entity="worklog").text
    link = first.partition('rel="next"')[0].rpartition('href="')[2].partition('"')[0].replace("&amp;", "&")
    second = visitor.get(link).text

    assert first.count('class="audit-head"') == PAGE_SIZE
    assert second.count('class="audit-head"') == 2
    assert ">Newest</a>" in second
    assert 'rel="next"' not in second


def test_the_file_has_a_row_for_each_field(company: Company, database: Database) -> None:
    id = _changed_worklog(company.alice, company.carol)
    response = signed_in(company.carol, database).get("/admin/audit.csv", entity="worklog", id=id, action="Updated")
    heading, *rows = csv.reader(io.StringIO(response.content.decode("utf-8-sig")))

    assert heading == ["Time", "Person", "Action", "Object", "ID", "Whose time", "Field", "Before", "After"]
    assert [row[1:] for row in rows] == [
        [company.carol.id, "Updated", "worklog", id, company.alice.id, "description", "Sorting", "'=Sorting <b>"]
    ]
    assert "audit.csv" in response.headers["Content-Disposition"]
    assert signed_in(company.bob, database).get("/admin/audit.csv").status_code == 403
