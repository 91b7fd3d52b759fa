"""Reading, searching and adding the work attribute values of worklogs."""

from typing import Any

import pytest

from tests.cast import BASE_URL, Company, Person, message


@pytest.fixture
def kinds(company: Company) -> Company:
    """Two attributes and three worklogs: 1 and 2 of alice, 1 with a value, and 3 of dave."""
    company.carol.post("/work-attributes", {"name": "Ticket", "type": "INPUT_FIELD"})
    company.carol.post("/work-attributes", {"name": "Remote", "type": "CHECKBOX"})
    company.alice.logs(attributes=[{"key": "_Ticket_", "value": "T-1"}])
    company.alice.logs()
    company.dave.logs()
    return company


def test_the_values_of_a_worklog_are_listed(kinds: Company) -> None:
    assert kinds.alice.get("/worklogs/1/work-attribute-values").json() == {
        "self": f"{BASE_URL}/4/worklogs/1/work-attribute-values",
        "metadata": {"count": 1},
        "results": [{"key": "_Ticket_", "value": "T-1"}],
    }


def test_one_value_is_found_by_its_key(kinds: Company) -> None:
    assert kinds.alice.get("/worklogs/1/work-attribute-values/_Ticket_").json() == {"key": "_Ticket_", "value": "T-1"}


@pytest.mark.parametrize(
    "path", ["/worklogs/1/work-attribute-values/_Remote_", "/worklogs/999/work-attribute-values", "/worklogs/3/work-attribute-values"]
)
def test_missing_values_and_hidden_worklogs_are_not_found(kinds: Company, path: str) -> None:
    assert kinds.alice.get(path).status_code == 404


def test_a_search_returns_the_values_of_several_worklogs(kinds: Company) -> None:
    result = kinds.alice.post("/worklogs/work-attribute-values/search", {"tempoWorklogIds": [2, 1, 3, 999]})

    assert result.json() == [
        {"tempoWorklogId": 1, "workAttributeValues": [{"key": "_Ticket_", "value": "T-1"}]},
        {"tempoWorklogId": 2, "workAttributeValues": []},
    ]


@pytest.mark.parametrize("ids", [[], list(range(1, 502))])
def test_a_search_accepts_1_to_500_ids(alice: Person, ids: list[int]) -> None:
    assert "'tempoWorklogIds' must have 1 to 500 entries" in message(
        alice.post("/worklogs/work-attribute-values/search", {"tempoWorklogIds": ids})
    )


def test_values_can_be_added(kinds: Company) -> None:
    response = kinds.alice.post(
        "/worklogs/work-attribute-values",
        [
            {"tempoWorklogId": 1, "attributeValues": [{"key": "_Remote_", "value": "true"}]},
            {"tempoWorklogId": 2, "attributeValues": [{"key": "_Remote_", "value": "false"}, {"key": "_Ticket_", "value": "T-2"}]},
        ],
    )

    assert (response.status_code, response.content) == (204, b"")
    assert kinds.alice.get("/worklogs/1/work-attribute-values").json()["metadata"]["count"] == 2
    assert kinds.alice.get("/worklogs/2/work-attribute-values/_Ticket_").json()["value"] == "T-2"


@pytest.mark.parametrize(
    ("entry", "status", "text"),
    [
        (
            {"tempoWorklogId": 1, "attributeValues": [{"key": "_Ticket_", "value": "x"}]},
            400,
            "Worklog 1 already has a value of the work attribute '_Ticket_'",
        ),
        ({"tempoWorklogId": 2, "attributeValues": [{"key": "_Remote_", "value": "x"}]}, 400, "must be 'true' or 'false', not 'x'"),
        ({"tempoWorklogId": 2, "attributeValues": []}, 400, "'[0].attributeValues' must have 1 to 1000 entries"),
        ({"tempoWorklogId": 999, "attributeValues": [{"key": "_Ticket_", "value": "x"}]}, 404, "Worklog 999 not found"),
        ({"tempoWorklogId": 3, "attributeValues": [{"key": "_Ticket_", "value": "x"}]}, 404, "Worklog 3 not found"),
        ({"tempoWorklogId": 2, "attributeValues": [{"key": "_Nix_", "value": "x"}]}, 404, "Work attribute '_Nix_' not found"),
    ],
)
def test_an_invalid_addition_changes_nothing(kinds: Company, entry: dict[str, Any], status: int, text: str) -> None:
    good = {"tempoWorklogId": 2, "attributeValues": [{"key": "_Ticket_", "value": "good"}]}

    response = kinds.alice.post("/worklogs/work-attribute-values", [entry, good])

    assert response.status_code == status
    assert text in message(response)
    assert kinds.alice.get("/worklogs/2/work-attribute-values").json()["results"] == []


def test_at_most_twenty_missing_worklogs_are_listed(kinds: Company) -> None:
    entries = [{"tempoWorklogId": id, "attributeValues": [{"key": "_Ticket_", "value": "x"}]} for id in range(1000, 1025)]

    response = kinds.alice.post("/worklogs/work-attribute-values", entries)

    assert response.status_code == 404
    assert message(response).endswith("Worklog 1019 not found; and more faults")


def test_users_who_may_only_view_worklogs_cannot_add_values(company: Company) -> None:
    company.carol.post("/work-attributes", {"name": "Ticket", "type": "INPUT_FIELD"})
    company.alice.logs()
    body = [{"tempoWorklogId": 1, "attributeValues": [{"key": "_Ticket_", "value": "x"}]}]

    assert company.dave.post("/worklogs/work-attribute-values", body).status_code == 404
    assert company.frank.post("/worklogs/work-attribute-values", body).status_code == 204
