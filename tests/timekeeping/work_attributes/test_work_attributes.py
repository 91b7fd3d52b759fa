"""The operations of work attributes."""

from typing import Any

import httpx
import pytest

from andante.timekeeping.work_attributes.rules import key_for
from tests.cast import BASE_URL, Company, Person, message
from tests.conftest import StoppedClock


def test_an_attribute_is_created_and_found(carol: Person) -> None:
    created = carol.post("/work-attributes", {"key": "_Ticket_", "name": "Ticket", "type": "INPUT_FIELD", "required": True})

    assert created.status_code == 200
    assert created.json() == {
        "self": f"{BASE_URL}/4/work-attributes/_Ticket_",
        "key": "_Ticket_",
        "name": "Ticket",
        "type": "INPUT_FIELD",
        "required": True,
    }
    assert carol.get("/work-attributes/_Ticket_").json() == created.json()


def test_the_values_of_a_static_list_never_change_but_its_names_may(carol: Person) -> None:
    created = carol.post("/work-attributes", {"name": "Kind", "type": "STATIC_LIST", "values": ["Bug hunt", "Meeting"]}).json()
    bug_hunt, meeting = created["values"]
    assert created["names"] == {bug_hunt: "Bug hunt", meeting: "Meeting"}

    changed = carol.put(
        "/work-attributes/_Kind_", {"name": "Kind of work", "type": "STATIC_LIST", "values": ["Review", "Meeting", bug_hunt]}
    ).json()

    assert changed["name"] == "Kind of work"
    assert changed["required"] is False
    assert changed["values"][1:] == [meeting, bug_hunt]
    assert list(changed["names"].values()) == ["Review", "Meeting", "Bug hunt"]


@pytest.mark.parametrize(
    ("requested", "name", "key"),
    [
        (None, "Kind of work", "_Kindofwork_"),
        ("_Kind_", "Other", "_Kind_"),
        ("kind", "Other", "_Other_"),
        ("__", "Other", "_Other_"),
        ("_A/B_", "A/B", "_AB_"),  # a slash would change the path of the URL
        (None, "日本", "_Attribute_"),
        ("_日本_", "日本", "_日本_"),
    ],
)
def test_a_key_has_the_form_of_a_name_between_underscores(requested: str | None, name: str, key: str) -> None:
    assert key_for(requested, name) == key


def test_attributes_are_paged_in_the_order_of_their_creation(carol: Person, alice: Person) -> None:
    for name in ("B", "A", "C"):
        carol.post("/work-attributes", {"name": name, "type": "CHECKBOX"})

    page = alice.get("/work-attributes", limit=2).json()
    assert [attribute["key"] for attribute in page["results"]] == ["_B_", "_A_"]
    rest = alice.http.get(page["metadata"]["next"]).json()
    assert [attribute["key"] for attribute in rest["results"]] == ["_C_"]


def test_deleting_an_attribute_deletes_its_values(company: Company) -> None:
    company.carol.post("/work-attributes", {"name": "Ticket", "type": "INPUT_FIELD"})
    id = company.alice.logs(attributes=[{"key": "_Ticket_", "value": "1"}])["tempoWorklogId"]

    assert company.carol.delete("/work-attributes/_Ticket_").status_code == 204
    assert company.carol.get("/work-attributes/_Ticket_").status_code == 404
    assert company.alice.get(f"/worklogs/{id}").json()["attributes"]["values"] == []


def test_worklogs_that_lose_a_value_are_updated(company: Company, stopped_clock: StoppedClock) -> None:
    for name in ("Ticket", "Phase"):
        company.carol.post("/work-attributes", {"name": name, "type": "INPUT_FIELD"})
    with_ticket = company.alice.logs(attributes=[{"key": "_Ticket_", "value": "1"}])
    company.alice.logs(attributes=[{"key": "_Phase_", "value": "1"}])
    stopped_clock.advance(60)

    company.carol.delete("/work-attributes/_Ticket_")

    changed = company.alice.get("/worklogs", updatedFrom="2026-03-18T12:01:00Z").json()["results"]
    assert [worklog["tempoWorklogId"] for worklog in changed] == [with_ticket["tempoWorklogId"]]
    assert changed[0]["updatedAt"] == "2026-03-18T12:01:00Z"


def test_a_refused_deletion_of_an_attribute_changes_no_worklog(company: Company, stopped_clock: StoppedClock) -> None:
    company.carol.post("/work-attributes", {"name": "Ticket", "type": "INPUT_FIELD"})
    worklog = company.alice.logs(attributes=[{"key": "_Ticket_", "value": "1"}])
    stopped_clock.advance(60)

    assert company.alice.delete("/work-attributes/_Ticket_").status_code == 403
    assert company.alice.get(f"/worklogs/{worklog['tempoWorklogId']}").json() == worklog


def test_a_worklog_keeps_a_removed_option_but_other_worklogs_cannot_use_it(company: Company) -> None:
    kind = {"name": "Kind", "type": "STATIC_LIST", "values": ["Bug hunt", "Meeting"]}
    bug_hunt, meeting = company.carol.post("/work-attributes", kind).json()["values"]
    on_bug_hunt, on_meeting = (company.alice.logs(attributes=[{"key": "_Kind_", "value": value}]) for value in (bug_hunt, meeting))
    company.carol.put("/work-attributes/_Kind_", kind | {"values": ["Meeting"]})

    changed = _change_kind(company.alice, on_bug_hunt, bug_hunt)

    assert changed.status_code == 200
    assert (changed.json()["timeSpentSeconds"], changed.json()["attributes"]["values"]) == (1800, on_bug_hunt["attributes"]["values"])
    assert "must be one of the values" in message(_change_kind(company.alice, on_meeting, bug_hunt))
    assert _change_kind(company.alice, on_bug_hunt, meeting).status_code == 200
    assert "must be one of the values" in message(_change_kind(company.alice, on_bug_hunt, bug_hunt))


def _change_kind(person: Person, worklog: dict[str, Any], kind: str) -> httpx.Response:
    body = {"authorAccountId": person.id, "startDate": worklog["startDate"], "timeSpentSeconds": 1800}
    return person.put(f"/worklogs/{worklog['tempoWorklogId']}", body | {"attributes": [{"key": "_Kind_", "value": kind}]})


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"name": "Ticket", "type": "CHECKBOX"}, "A work attribute with the key '_Ticket_' already exists"),
        ({"name": "", "type": "CHECKBOX"}, "'name' must be text of 1 to 255 characters"),
        ({"name": "x" * 256, "type": "CHECKBOX"}, "'name' must be text of 1 to 255 characters"),
        ({"name": "X", "type": "DROPDOWN"}, "'type' must be one of"),
        ({"name": "X"}, "'type' is required"),
        ({"name": "X", "type": "CHECKBOX", "values": ["a"]}, "'values' is only allowed for the type STATIC_LIST"),
        ({"name": "X", "type": "STATIC_LIST", "values": ["a", "b", "a"]}, "'values' contains 'a' twice"),
    ],
)
def test_an_invalid_attribute_is_refused(carol: Person, body: dict[str, Any], expected: str) -> None:
    carol.post("/work-attributes", {"name": "Ticket", "type": "INPUT_FIELD"})

    response = carol.post("/work-attributes", body)

    assert response.status_code == 400
    assert expected in message(response)
    assert carol.get("/work-attributes").json()["metadata"]["count"] == 1


def test_the_type_cannot_change(carol: Person) -> None:
    carol.post("/work-attributes", {"name": "Ticket", "type": "INPUT_FIELD"})

    response = carol.put("/work-attributes/_Ticket_", {"name": "Ticket", "type": "CHECKBOX"})
    assert "'type' of the work attribute '_Ticket_' is INPUT_FIELD and can't become CHECKBOX" in message(response)


def test_only_administrators_may_write(company: Company) -> None:
    body = {"name": "Ticket", "type": "INPUT_FIELD"}
    company.carol.post("/work-attributes", body)

    for person in (company.alice, company.frank):
        assert person.post("/work-attributes", body | {"name": "Other"}).status_code == 403
        assert person.put("/work-attributes/_Ticket_", body).status_code == 403
        assert person.delete("/work-attributes/_Ticket_").status_code == 403
        assert person.get("/work-attributes/_Ticket_").status_code == 200


@pytest.mark.parametrize("verb", ["get", "delete", "put"])
def test_an_unknown_attribute_is_not_found(carol: Person, verb: str) -> None:
    body = [{"name": "X", "type": "CHECKBOX"}] if verb == "put" else []

    assert getattr(carol, verb)("/work-attributes/_Nix_", *body).status_code == 404
