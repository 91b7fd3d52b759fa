"""GET /4-andante/worklog-form."""

from typing import Any

from andante.kit.database import Database
from tests.accounts.accounts.bookkeeping import create_account
from tests.cast import NORTH, Company, Person, message
from tests.planning.weeks.weeks import create_phase
from tests.statements import statements


def form(person: Person, **params: str) -> dict[str, Any]:
    response = person.http.get("/4-andante/worklog-form", params=params)
    assert response.status_code == 200, response.text
    body: dict[str, Any] = response.json()
    return body


def link(carol: Person, key: str, *, default: bool) -> None:
    response = carol.post("/account-links", {"accountKey": key, "scopeId": NORTH, "scopeType": "PROJECT", "default": default})
    assert response.status_code == 200, response.text


def test_a_worklog_starts_after_the_last_one_of_the_day(alice: Person) -> None:
    alice.logs(5400, on="2026-03-17", startTime="10:00:00")

    assert (form(alice, date="2026-03-17")["startTime"], form(alice)["startTime"]) == ("11:30:00", "09:00:00")
    assert form(alice)["date"] == "2026-03-18"


def test_the_form_has_the_issue_and_its_remaining_estimate(alice: Person) -> None:
    alice.logs(3600)

    found = form(alice, issueKey="NORTH-1")

    assert (found["issue"]["key"], found["summary"]) == ("NORTH-1", "Import loses rows")
    assert found["remainingEstimateSeconds"] == 32_400
    assert form(alice)["issue"] is None


def test_lists_have_their_options(alice: Person, carol: Person) -> None:
    (build,), (run,) = create_phase(carol, "build", "run")

    [attribute] = form(alice)["attributes"]

    assert (attribute["key"], attribute["type"], attribute["required"], attribute["suggested"]) == ("_Phase_", "STATIC_LIST", False, None)
    assert attribute["options"] == [{"value": build["value"], "label": "build"}, {"value": run["value"], "label": "run"}]


def test_accounts_are_global_or_linked_to_the_project(alice: Person, carol: Person) -> None:
    carol.post("/work-attributes", {"key": "_Account_", "name": "Account", "type": "ACCOUNT", "required": True})
    for key in ("A", "B", "C"):
        create_account(carol, key)
    create_account(carol, "Z", **{"global": True})
    link(carol, "A", default=False)
    link(carol, "B", default=True)

    def accounts(**params: str) -> tuple[list[str], str | None]:
        [attribute] = form(alice, **params)["attributes"]
        return [option["value"] for option in attribute["options"]], attribute["suggested"]

    assert accounts(issueKey="NORTH-1") == (["A", "B", "Z"], "B")
    assert accounts(issueKey="SOUTH-1") == (["Z"], None)
    assert accounts() == ([], None)


def test_closed_accounts_appear_if_they_are_allowed(company: Company, database: Database, alice: Person, carol: Person) -> None:
    carol.post("/work-attributes", {"key": "_Account_", "name": "Account", "type": "ACCOUNT"})
    create_account(carol, "Z", **{"global": True, "name": "Z", "status": "CLOSED"})
    assert form(alice, issueKey="NORTH-1")["attributes"][0]["options"] == []

    company.configure(database, allow_logging_on_closed_account=True)
    assert form(alice, issueKey="NORTH-1")["attributes"][0]["options"] == [{"value": "Z", "label": "Z"}]


def test_the_form_tells_what_is_required_and_allowed(company: Company, database: Database, alice: Person, frank: Person) -> None:
    assert not form(alice)["billableEditable"]
    assert form(frank)["billableEditable"]
    assert not form(alice)["descriptionRequired"]
    assert not form(alice)["remainingEstimateRequired"]

    company.configure(database, worklog_description_optional=False, remaining_estimate_optional=False)

    assert form(alice)["descriptionRequired"]
    assert form(alice)["remainingEstimateRequired"]


def test_an_unknown_issue_and_the_form_of_others_are_refused(alice: Person, frank: Person) -> None:
    refused = alice.http.get("/4-andante/worklog-form", params={"issueKey": "NORTH-99"})
    assert (refused.status_code, "NORTH-99" in message(refused)) == (400, True)
    assert alice.http.get("/4-andante/worklog-form", params={"accountId": frank.id}).status_code == 403
    assert form(frank, accountId=alice.id)["startTime"] == "09:00:00"


def test_the_form_needs_few_statements(database: Database, alice: Person, carol: Person) -> None:
    carol.post("/work-attributes", {"key": "_Account_", "name": "Account", "type": "ACCOUNT"})

    with statements(database) as seen:
        form(alice, issueKey="NORTH-1")

    assert len(seen) == 7
