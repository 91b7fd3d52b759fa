"""POST /4/worklogs/tempo-to-jira and /4/worklogs/jira-to-tempo."""

from andante.kit.database import Database
from andante.timekeeping.worklogs.rules import ASSIGNED_JIRA_IDS
from andante.timekeeping.worklogs.store import worklogs
from tests.cast import Company, Person, message


def test_every_worklog_has_a_jira_id_and_both_operations_agree(alice: Person) -> None:
    id = alice.logs()["tempoWorklogId"]

    to_jira = alice.post("/worklogs/tempo-to-jira", {"tempoWorklogIds": [id]}).json()["results"]
    jira_id = to_jira[0]["jiraWorklogId"]
    to_tempo = alice.post("/worklogs/jira-to-tempo", {"jiraWorklogIds": [jira_id]}).json()["results"]

    assert to_jira == to_tempo == [{"tempoWorklogId": id, "jiraWorklogId": jira_id}]
    assert jira_id == ASSIGNED_JIRA_IDS + id


def test_an_id_from_jira_is_kept(alice: Person, database: Database) -> None:
    id = alice.logs()["tempoWorklogId"]
    with database.write() as db:
        db.execute(worklogs.update().values(jira_id=777))

    assert alice.post("/worklogs/tempo-to-jira", {"tempoWorklogIds": [id]}).json()["results"][0]["jiraWorklogId"] == 777
    assert alice.post("/worklogs/jira-to-tempo", {"jiraWorklogIds": ["777"]}).json()["results"][0]["tempoWorklogId"] == id
    assert alice.post("/worklogs/jira-to-tempo", {"jiraWorklogIds": [ASSIGNED_JIRA_IDS + id]}).json()["results"] == []


def test_missing_and_hidden_worklogs_are_omitted(company: Company) -> None:
    mine, others = company.alice.logs()["tempoWorklogId"], company.dave.logs()["tempoWorklogId"]

    found = company.alice.post("/worklogs/tempo-to-jira", {"tempoWorklogIds": [others, mine, 999]}).json()["results"]
    assert [pair["tempoWorklogId"] for pair in found] == [mine]


def test_the_parameters_of_the_page_are_in_the_query_string(alice: Person) -> None:
    created = [alice.logs()["tempoWorklogId"] for _ in range(3)]

    page = alice.post("/worklogs/tempo-to-jira", {"tempoWorklogIds": created}, offset=1, limit=1).json()
    assert [pair["tempoWorklogId"] for pair in page["results"]] == [created[1]]
    assert "next" in page["metadata"]
    assert "previous" in page["metadata"]


def test_at_least_one_id_is_required(alice: Person) -> None:
    assert "'tempoWorklogIds' must have 1 to 10000 entries, not 0" in message(
        alice.post("/worklogs/tempo-to-jira", {"tempoWorklogIds": []})
    )
    assert "'jiraWorklogIds' is required" in message(alice.post("/worklogs/jira-to-tempo"))
