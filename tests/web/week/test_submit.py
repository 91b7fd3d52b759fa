"""GET and POST /week/submit, POST /week/recall: the forms that work without scripts."""

from typing import Any

import httpx

from andante.kit.database import Database
from tests.cast import Company, Person
from tests.planning.weeks.weeks import HOUR, submit
from tests.web.browsing import Visitor, csrf_token, signed_in, text_of

PERIOD = {"from": "2026-03-16", "to": "2026-03-22"}
FORM = "/week/submit?from=2026-03-16&to=2026-03-22"


def send(visitor: Visitor, path: str = "/week/submit", form_at: str = FORM, **fields: Any) -> httpx.Response:
    page = visitor.get(form_at)
    return visitor.http.post(path, data={"csrf_token": csrf_token(page)} | PERIOD | fields)


def status_of(person: Person) -> dict[str, Any]:
    response = person.get(f"/timesheet-approvals/user/{person.id}", from_="2026-03-16", to="2026-03-22")
    status: dict[str, Any] = response.json()["status"] | {"reviewer": response.json().get("reviewer")}
    return status


def test_the_form_lists_the_days_without_enough_time(alice: Person, database: Database) -> None:
    alice.logs(8 * HOUR, on="2026-03-16")
    alice.logs(6 * HOUR, on="2026-03-17")

    text = text_of(signed_in(alice, database).get(FORM))

    assert "14:00 of 40:00 logged. Time is missing on these days: Tuesday 17 March −2:00 Wednesday 18 March −8:00" in text
    assert "Monday" not in text


def test_a_timesheet_is_submitted_to_a_reviewer_with_a_comment(alice: Person, bob: Person, database: Database) -> None:
    visitor = signed_in(alice, database)
    response = send(visitor, reviewer_account_id=bob.id, comment="Monday off")

    assert (response.status_code, response.headers["location"]) == (302, "/week/2026-03-18")
    assert "Submitted." in text_of(visitor.get("/week"))
    status = status_of(alice)
    assert (status["key"], status["comment"], status["reviewer"]["accountId"]) == ("IN_REVIEW", "Monday off", bob.id)


def test_without_a_reviewer_the_lead_reviews_it(alice: Person, bob: Person, database: Database) -> None:
    send(signed_in(alice, database), reviewer_account_id="", comment="")

    assert status_of(alice)["reviewer"]["accountId"] == bob.id


def test_a_refusal_shows_the_form_with_the_comment(alice: Person, dave: Person, database: Database) -> None:
    response = send(signed_in(alice, database), reviewer_account_id=dave.id, comment="Monday <off>")

    assert response.status_code == 400
    assert "Nothing was saved." in text_of(response)
    assert "may not review this timesheet" in text_of(response)
    assert ">Monday &lt;off&gt;</textarea>" in response.text
    assert status_of(alice)["key"] == "OPEN"


def test_a_submitted_timesheet_has_no_form(alice: Person, database: Database) -> None:
    submit(alice)

    assert signed_in(alice, database).get(FORM).status_code == 404


def test_a_timesheet_is_recalled(alice: Person, database: Database) -> None:
    submit(alice)
    visitor = signed_in(alice, database)
    response = send(visitor, "/week/recall", form_at="/week/2026-03-16")

    assert (response.status_code, response.headers["location"]) == (302, "/week/2026-03-18")
    assert "Recalled. You can change the week again." in text_of(visitor.get("/week"))
    assert status_of(alice)["key"] == "OPEN"


def test_a_lead_submits_for_a_member(alice: Person, bob: Person, database: Database) -> None:
    form = f"{FORM}&person={alice.id}"
    response = send(signed_in(bob, database), form_at=form, person=alice.id)

    assert response.headers["location"] == f"/week/2026-03-18?person={alice.id}"
    assert status_of(alice)["key"] == "IN_REVIEW"


def test_nobody_else_sees_the_form(company: Company, database: Database) -> None:
    assert signed_in(company.dave, database).get(f"{FORM}&person={company.alice.id}").status_code == 404


def test_a_wrong_period_is_refused(alice: Person, database: Database) -> None:
    visitor = signed_in(alice, database)

    assert visitor.get("/week/submit").status_code == 404
    assert visitor.get("/week/submit?from=x&to=y").status_code == 404
    assert visitor.get("/week/submit?from=2026-03-16&to=2026-03-20").status_code == 400
