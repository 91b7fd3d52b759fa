"""andante api"""

import json
from pathlib import Path

import pytest

from andante.cli.user.operations import operations_by_name
from andante.client import extension_groups, groups
from andante.client.calls import calls
from tests.cast import Person
from tests.planning.plans.samples import create_plan
from tests.shell import Shell


@pytest.mark.parametrize("name", ["get_worklog_by_id", "getWorklogById"])
def test_an_operation_is_called_by_either_spelling_and_its_response_is_printed(as_alice: Shell, alice: Person, name: str) -> None:
    worklog = alice.logs()

    assert json.loads(as_alice("api", name, f"id={worklog['tempoWorklogId']}")) == worklog


@pytest.mark.parametrize("source", ["argument", "file", "input"])
def test_a_body_is_read_from_an_argument_a_file_or_standard_input(as_alice: Shell, alice: Person, tmp_path: Path, source: str) -> None:
    body = json.dumps({"issueKey": "NORTH-1", "authorAccountId": alice.id, "startDate": "2026-03-17", "timeSpentSeconds": 60})
    (tmp_path / "body.json").write_text(body)
    given = {"argument": body, "file": f"@{tmp_path / 'body.json'}", "input": "-"}[source]

    assert json.loads(as_alice("api", "createWorklog", "--body", given, given=body))["timeSpentSeconds"] == 60


def test_parameters_can_be_repeated_and_spelled_either_way(as_alice: Shell, alice: Person) -> None:
    alice.logs()

    page = json.loads(as_alice("api", "get_worklogs", "issue=NORTH-1", "issue=NORTH-2", "updated_from=2026-03-01", "limit=7"))
    assert (page["metadata"]["count"], page["metadata"]["limit"]) == (1, 7)
    assert "updatedFrom=2026-03-01" in page["self"]


def test_all_pages_are_printed_as_one(as_alice: Shell, alice: Person) -> None:
    for day in range(10, 15):
        alice.logs(on=f"2026-03-{day}")
        create_plan(alice, startDate=f"2026-03-{day}", endDate=f"2026-03-{day}")
    search = json.dumps({"from": "2026-03-01", "to": "2026-03-31", "limit": 2})

    by_link = json.loads(as_alice("api", "getWorklogs", "limit=2", "--all"))
    by_post = json.loads(as_alice("api", "searchWorklogs", "limit=2", "--body", "{}", "--all"))
    by_body = json.loads(as_alice("api", "searchPlans", "--body", search, "--all"))
    assert [each["tempoWorklogId"] for each in by_link["results"]] == [1, 2, 3, 4, 5]
    assert by_link["metadata"] == {"count": 5}
    assert by_post["results"] == by_link["results"]
    assert [each["id"] for each in by_body["results"]] == [1, 2, 3, 4, 5]


def test_all_pages_with_page_tokens_are_printed_as_one(as_alice: Shell) -> None:
    for day in ("2026-03-02", "2026-03-09", "2026-03-16"):
        as_alice("submit", "--date", day)

    page = json.loads(as_alice("api", "searchTimesheetApprovalLogs", "limit=2", "--body", "{}", "--all"))
    assert [each["period"]["from"] for each in page["results"]] == ["2026-03-02", "2026-03-09", "2026-03-16"]


def test_the_list_in_a_response_is_printed_as_csv(as_alice: Shell, alice: Person) -> None:
    alice.logs()

    head, row = as_alice("api", "get_worklogs", "--csv").splitlines()
    assert head.startswith("self,tempoWorklogId,issue,timeSpentSeconds")
    assert row.startswith("https://time.example.com/4/worklogs/1,1,")


def test_an_empty_response_prints_nothing(as_alice: Shell, alice: Person) -> None:
    alice.logs()

    assert as_alice("api", "deleteWorklog", "id=1").strip() == ""
    assert alice.get("/worklogs/1").status_code == 404


def test_operations_are_listed_and_described_without_a_sign_in(as_alice: Shell) -> None:
    as_alice("logout")

    listed = json.loads(as_alice("api", "--list", "getPlan*", "--json"))
    assert [each["path"] for each in listed if each["operation"] == "get_plan_by_id"] == ["/4/plans/{id}"]
    assert "create_worklog" not in [each["operation"] for each in listed]
    assert as_alice("api", "createWorklog", "--describe", "--csv").splitlines()[1:4] == [
        "authorAccountId,body,yes,text of 1 to 255 characters without the character NUL or lone surrogates",
        "startDate,body,yes,a date like 2026-03-31",
        "startTime,body,,a time of day like 09:30:00",
    ]
    described = {row["name"]: row for row in json.loads(as_alice("api", "get_plans_for_user", "--describe", "--json"))}
    assert described["account_id"]["where"] == "path"
    assert described["plannedTimeBreakdown"]["takes"] == "several of: one of DAILY, PERIOD"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "OPERATION is missing: give a name, or list all operations with --list"),
        (["getCoffee"], "Operation 'getCoffee' not found. List all operations: andante api --list"),
        (["coffee", "--list"], "No operation matches 'coffee'"),
        (["getWorklogById"], "get_worklog_by_id needs id=…"),
        (
            ["getWorklogById", "id=1", "milk=yes"],
            "'milk=yes' is not a parameter of get_worklog_by_id: its parameters are id, written NAME=VALUE",
        ),
        (["getWorklogById", "id"], "'id' is not a parameter"),
        (["getWorklogById", "id=1", "--body", "{}"], "get_worklog_by_id doesn't accept a body"),
        (["createWorklog", "--body", "{"], "--body is not JSON"),
    ],
)
def test_an_invalid_call_exits_with_2(as_alice: Shell, arguments: list[str], message: str) -> None:
    as_alice("api", *arguments, code=2)

    assert message in as_alice.errors


@pytest.mark.parametrize("arguments", [["getWorklogById", "id=99"], ["getWorklogs", "limit=nix"], ["createWorklog", "--body", "{}"]])
def test_a_refused_call_exits_with_1(as_alice: Shell, arguments: list[str]) -> None:
    as_alice("api", *arguments, code=1)

    assert as_alice.errors.strip()


def test_a_missing_body_file_is_reported(as_alice: Shell) -> None:
    as_alice("api", "createWorklog", "--body", "@nowhere.json", code=1)

    assert as_alice.errors == "nowhere.json can't be used: No such file or directory\n"


def test_every_operation_of_the_client_can_be_called() -> None:
    members = [
        member for group in (vars(groups) | vars(extension_groups)).values() if isinstance(group, type) for member in vars(group).items()
    ]
    methods = {name for name, member in members if isinstance(member, calls)}

    assert methods
    assert methods - operations_by_name().keys() == set()
