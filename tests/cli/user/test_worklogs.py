"""andante log, list, edit and delete"""

import json
from pathlib import Path

import httpx
import pytest

from tests.cast import NORTH_1, Person
from tests.shell import Shell

from .cloud import Hosts


def test_time_is_logged(as_alice: Shell, alice: Person) -> None:
    printed = as_alice("log", "NORTH-1", "1h30m", "Find the rows", "--date", "yesterday", "--at", "9:00")

    assert printed == "Logged 1:30 on NORTH-1 at 2026-03-17 09:00 (worklog 1).\n"
    worklog = alice.get("/worklogs/1").json()
    assert (worklog["timeSpentSeconds"], worklog["startTime"], worklog["description"]) == (5400, "09:00:00", "Find the rows")
    assert (worklog["issue"]["key"], worklog["author"]["accountId"]) == ("NORTH-1", alice.id)


def test_time_is_logged_with_billable_time_remaining_estimate_and_attributes(as_carol: Shell, carol: Person) -> None:
    carol.post("/work-attributes", {"name": "Ticket", "type": "INPUT_FIELD"})
    as_carol("log", NORTH_1, "2h", "--billable", "0", "--attribute", "_Ticket_=T=1", "--remaining", "4h")

    worklog = carol.get("/worklogs/1").json()
    assert (worklog["timeSpentSeconds"], worklog["billableSeconds"]) == (7200, 0)
    assert worklog["attributes"]["values"] == [{"key": "_Ticket_", "value": "T=1"}]
    fields = carol.http.get("/rest/api/3/issue/NORTH-1").json()["fields"]
    assert fields["timetracking"]["remainingEstimateSeconds"] == 4 * 3600


def test_attributes_are_given_by_name_and_their_entries_by_label(as_carol: Shell, carol: Person) -> None:
    carol.post("/work-attributes", {"name": "Place", "type": "STATIC_LIST", "values": ["At home", "Out"]})
    home = next(value for value, label in carol.get("/work-attributes").json()["results"][0]["names"].items() if label == "At home")
    as_carol("log", "NORTH-1", "1h", "--attribute", "Place=At home")
    as_carol("log", "NORTH-1", "1h", "--attribute", f"_Place_={home}")

    given = [worklog["attributes"]["values"] for worklog in carol.get("/worklogs").json()["results"]]
    assert given == [[{"key": "_Place_", "value": home}]] * 2
    as_carol("log", "NORTH-1", "1h", "--attribute", "Place=Moon", code=1)
    assert "Moon" in as_carol.errors


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["NORTH-1", "soon"], "'soon' is not a duration: use a form like 1h 30m"),
        (["NORTH-1", "90"], "TIME: '90' has no unit: use 90m for minutes or 90h for hours"),
        (["NORTH-1", "0h"], "TIME must be a whole number from 1"),
        (["NORTH-1", "999999h"], "is too long"),
        (["NORTH-1", "1h", "--date", "someday"], "'someday' is not a day: use a form like 2026-03-31, today"),
        (["NORTH-1", "1h", "--at", "noon"], "'noon' is not a time of day: use a form like 9:00"),
        (["NORTH-1", "1h", "--attribute", "Ticket"], "--attribute must be KEY=VALUE, like _Ticket_=T-1, not 'Ticket'"),
    ],
)
def test_invalid_input_exits_with_2_and_logs_nothing(as_alice: Shell, alice: Person, arguments: list[str], message: str) -> None:
    as_alice("log", *arguments, code=2)

    assert message in as_alice.errors
    assert alice.get("/worklogs").json()["results"] == []


def test_a_refusal_of_the_server_exits_with_1_and_prints_its_message(as_alice: Shell) -> None:
    as_alice("log", "NORTH-99", "1h", code=1)
    assert "NORTH-99" in as_alice.errors

    as_alice("log", "NORTH-1", "1h", "--date", "2029-01-01", code=1)
    assert "must not be more than 365 days in the future" in as_alice.errors


@pytest.mark.parametrize("issue", ["9" * 5000, "9" * 18, "NORTH-1/../x", "", "NÖRD-1", "\udcff"])
@pytest.mark.parametrize("command", [["log", "ISSUE", "1h"], ["start", "ISSUE"], ["list", "--issue", "ISSUE"]], ids=lambda each: each[0])
def test_unusual_issues_are_refused_or_not_found(as_alice: Shell, command: list[str], issue: str) -> None:
    is_id = issue.isdecimal() and len(issue) < 19
    code = 2 if issue == "\udcff" else 0 if is_id and command[0] == "list" else 1

    printed = as_alice(*(issue if argument == "ISSUE" else argument for argument in command), code=code)
    assert printed.startswith("No time is logged") if code == 0 else as_alice.errors.strip()


def test_the_worklogs_of_this_week_are_listed_with_their_sum(as_alice: Shell, alice: Person, bob: Person) -> None:
    alice.logs(3600, on="2026-03-16", description="Two\nlines")
    alice.logs(1800, on="2026-03-15")
    bob.logs(900)

    assert as_alice("list").splitlines() == [
        "Id  Date        Start  Issue    Time  Billable  Description",
        "1   2026-03-16  09:00  NORTH-1  1:00      1:00  Two lines",
        "                       Sum      1:00      1:00",
    ]
    assert as_alice("list", "--from", "sun", "--issue", "north-1", "--csv").splitlines() == [
        "id,date,start,issue,seconds,billableSeconds,description",
        "2,2026-03-15,09:00,NORTH-1,1800,1800,",
        '1,2026-03-16,09:00,NORTH-1,3600,3600,"Two',
        'lines"',
    ]
    assert as_alice("list", "--issue", "NORTH-2") == "No time is logged from 2026-03-16 to 2026-03-18.\n"


def test_a_day_can_be_given_as_a_number_of_days_ago(as_alice: Shell, alice: Person) -> None:
    alice.logs(3600, on="2026-03-08")

    assert "2026-03-08" in as_alice("list", "--from", "-10", "--to", "-10")
    assert "at 2026-03-15" in as_alice("log", "NORTH-1", "1h", "--date", "-3")


@pytest.mark.parametrize(("status", "code"), [(429, 4), (500, 4), (503, 4), (403, 1), (409, 1)])
def test_the_exit_code_shows_the_kind_of_error(as_alice: Shell, network: Hosts, status: int, code: int) -> None:
    network.transports["time.example.com"] = httpx.MockTransport(lambda _: httpx.Response(status, text="Not now"))
    as_alice("list", code=code)

    assert as_alice.errors.startswith("Not now\n")


def test_the_worklogs_of_another_user_are_listed_by_email(as_bob: Shell, alice: Person) -> None:
    alice.logs(3600)

    [row] = json.loads(as_bob("list", "--user", "alice@example.com", "--json"))
    assert row == {
        "id": 1,
        "date": "2026-03-17",
        "start": "09:00",
        "issue": "NORTH-1",
        "seconds": 3600,
        "billableSeconds": 3600,
        "description": "",
    }
    as_bob("list", "--user", "nobody@example.com", code=1)
    assert as_bob.errors == "No user has the email 'nobody@example.com'\n"


def test_more_than_a_page_is_listed(as_alice: Shell, alice: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("andante.client.pages.LIMIT", 2)
    for _ in range(5):
        alice.logs(60)

    assert [row["id"] for row in json.loads(as_alice("list", "--json"))] == [1, 2, 3, 4, 5]


def test_an_edit_keeps_omitted_fields(as_carol: Shell, carol: Person) -> None:
    carol.post("/work-attributes", {"name": "Ticket", "type": "INPUT_FIELD"})
    carol.post("/work-attributes", {"name": "Room", "type": "INPUT_FIELD"})
    values = [{"key": "_Ticket_", "value": "T-1"}, {"key": "_Room_", "value": "7"}]
    carol.logs(3600, description="Find", billableSeconds=1800, attributes=values)

    assert (
        as_carol("edit", 1, "--text", "Found", "--attribute", "_Room_=8") == "Changed to 1:00 on NORTH-1 at 2026-03-17 09:00 (worklog 1).\n"
    )
    worklog = carol.get("/worklogs/1").json()
    assert (worklog["timeSpentSeconds"], worklog["billableSeconds"], worklog["description"]) == (3600, 1800, "Found")
    assert {value["key"]: value["value"] for value in worklog["attributes"]["values"]} == {"_Ticket_": "T-1", "_Room_": "8"}


def test_an_edit_changes_the_issue_and_keeps_time_fully_billable(as_alice: Shell, alice: Person) -> None:
    alice.logs(3600)

    assert "2:00 on NORTH-2 at 2026-03-16 10:00" in as_alice("edit", 1, "--time", "2h", "--date", "mon", "--at", "10", "--issue", "NORTH-2")
    assert alice.get("/worklogs/1").json()["billableSeconds"] == 7200


def test_worklogs_are_deleted_after_a_confirmation(as_alice: Shell, alice: Person) -> None:
    for _ in range(3):
        alice.logs(3600)

    as_alice("delete", 1, given="n\n", code=1)
    assert "Delete 1 (2026-03-17 NORTH-1 1:00)?" in as_alice.errors
    assert as_alice("delete", 1, 2, "--yes") == "Deleted 1, 2.\n"
    assert [row["tempoWorklogId"] for row in alice.get("/worklogs").json()["results"]] == [3]
    as_alice("delete", 3, 99, "--yes", code=1)
    assert alice.get("/worklogs/3").status_code == 200, "nothing is deleted if one of the worklogs does not exist"


def test_a_read_only_token_is_refused_with_the_missing_scope(as_alice: Shell, eve: Person) -> None:
    as_alice.environment = {**as_alice.environment, "ANDANTE_TOKEN": eve.token}
    as_alice("login", "https://time.example.com")
    as_alice("log", "NORTH-1", "1h", code=1)

    assert "worklogs:manage" in as_alice.errors


def test_time_is_logged_even_if_the_history_can_not_be_saved(as_alice: Shell, alice: Person) -> None:
    file = Path(as_alice.environment["XDG_STATE_HOME"]) / "andante" / "memory.json"
    file.parent.mkdir(parents=True)
    file.write_text("corrupt")

    assert as_alice("log", "NORTH-1", "1h").startswith("Logged 1:00")
    assert len(alice.get("/worklogs").json()["results"]) == 1
    as_alice("status", code=1)
    assert f"{file} is invalid" in as_alice.errors
