"""Issue search with JQL."""

from typing import Any

import httpx
import pytest

from andante.kit.database import Database
from tests.cast import BASE_URL, NORTH_1, Person
from tests.statements import statements

from .test_errors import messages

pytestmark = pytest.mark.usefixtures("directory")


def keys(person: Person, jql: str) -> list[str]:
    """The keys of the issues that a search returns, in order."""
    response = person.http.get("/rest/api/2/search", params={"jql": jql, "fields": "key"})
    assert response.status_code == 200, response.text
    body = response.json()
    assert body["total"] == len(body["issues"])
    return [issue["key"] for issue in body["issues"]]


def test_a_search_returns_a_page_and_the_total(alice: Person) -> None:
    response = alice.http.get(
        "/rest/api/2/search", params={"jql": "project = NORTH ORDER BY key", "startAt": 1, "maxResults": 2, "fields": "summary,assignee"}
    )

    assert response.json() == {
        "startAt": 1,
        "maxResults": 2,
        "total": 5,
        "issues": [
            {
                "id": "10001",
                "key": "NORTH-2",
                "self": f"{BASE_URL}/rest/api/2/issue/10001",
                "fields": {
                    "summary": "Meetings",
                    "assignee": {
                        "self": f"{BASE_URL}/rest/api/2/user?accountId=712020:dave",
                        "accountId": "712020:dave",
                        "accountType": "atlassian",
                        "emailAddress": "dave@example.com",
                        "key": "712020:dave",
                        "displayName": "Dave",
                        "active": True,
                        "timeZone": "Europe/Berlin",
                        "avatarUrls": dict.fromkeys(("16x16", "24x24", "32x32", "48x48"), f"{BASE_URL}/avatars/D.svg"),
                    },
                },
            },
            {
                "id": "10003",
                "key": "NORTH-3",
                "self": f"{BASE_URL}/rest/api/2/issue/10003",
                "fields": {"summary": "Export über alles 100%", "assignee": _user("alice") | {"key": "asmith", "name": "asmith"}},
            },
        ],
    }


def _user(name: str) -> dict[str, Any]:
    return {
        "self": f"{BASE_URL}/rest/api/2/user?accountId=712020:{name}",
        "accountId": f"712020:{name}",
        "accountType": "atlassian",
        "emailAddress": f"{name}@example.com",
        "displayName": name.title(),
        "active": True,
        "timeZone": "Europe/Berlin",
        "avatarUrls": dict.fromkeys(("16x16", "24x24", "32x32", "48x48"), f"{BASE_URL}/avatars/{name[0].upper()}.svg"),
    }


@pytest.mark.parametrize(
    ("jql", "found"),
    [
        ("project = NORTH", [1, 2, 3, 9, 10]),
        ("project = north", [1, 2, 3, 9, 10]),
        ("project = 10000", [1, 2, 3, 9, 10]),
        ('project = "North"', [1, 2, 3, 9, 10]),
        ("project in (NORTH, SOUTH) AND project != SOUTH", [1, 2, 3, 9, 10]),
        ("key = NORTH-2", [2]),
        ("issuekey in (NORTH-2, north-3)", [2, 3]),
        ("key not in (NORTH-2, NORTH-3) AND project = NORTH", [1, 9, 10]),
        ("id = 10001", [2]),
        ("id > 10001 AND project = NORTH", [3, 9, 10]),
        ("key > NORTH-3", [9, 10]),
        ("key >= NORTH-9", [9, 10]),
        ("key < NORTH-10 AND key >= NORTH-3", [3, 9]),
        ("key <= NORTH-2", [1, 2]),
        ("assignee = currentUser()", [3]),
        ("assignee = asmith", [3]),
        ("assignee = '712020:dave'", [2]),
        ("assignee = Dave", [2]),
        ("assignee in (alice@example.com, Dave)", [2, 3]),
        ("assignee != currentUser()", [2]),
        ("assignee is EMPTY AND project = NORTH", [1, 9, 10]),
        ("assignee = EMPTY AND project = NORTH", [1, 9, 10]),
        ("assignee is not EMPTY", [2, 3]),
        ("assignee in (EMPTY, Dave) AND project = NORTH", [1, 2, 9, 10]),
        ("NOT assignee = Dave", [3]),
        ("reporter = bob@example.com", [3]),
        ("status = 'in progress'", [3]),
        ("status in (Done, 'In Progress')", [2, 3]),
        ("status not in (Done, 'To Do')", [3]),
        ("statusCategory = Done", [2]),
        ("statusCategory != 'To Do'", [2, 3]),
        ("type = Bug", [3]),
        ("issuetype != Bug AND project = NORTH", [1, 2, 9, 10]),
        ("priority = High", [3]),
        ("priority is EMPTY AND project = NORTH", [1, 2, 9, 10]),
        ("parent = NORTH-1", [3]),
        ("parent is not EMPTY", [3]),
        ("fixVersion = 1.0", [3]),
        ("fixVersion != 2.0", []),
        ("fixVersion is EMPTY AND project = NORTH", [1, 2, 9, 10]),
        ("component in (Import, Export)", [3]),
        ("component != Export", [3]),
        ("summary ~ 'LOSES import'", [1]),
        ('summary ~ "\\"loses rows\\""', [1]),
        ('summary ~ "\\"rows loses\\""', []),
        ("summary ~ 'ÜBER'", [3]),
        ("summary ~ '100%'", [3]),
        ("summary ~ '%'", [3]),
        ("summary ~ '_'", []),
        ("summary ~ impo*", [1]),
        ("summary ~ impo", [1]),
        ("summary ~ 'imported losing'", []),
        ("summary ~ 'importing loses'", [1]),
        ("summary ~ row", [1]),
        ("summary ~ 'exports'", [3]),
        ("summary !~ 'numbers' AND project = NORTH", [1, 2, 3]),
        ("watcher = currentUser()", []),
        ("watcher != currentUser()", []),
        ("NOT watcher = currentUser()", []),
        ("NOT (watcher = currentUser() AND project = SOUTH)", [1, 2, 3, 9, 10]),
        ("watcher is EMPTY AND project = NORTH AND key < NORTH-3", [1, 2]),
        ("watcher is not EMPTY", []),
        ("watcher in (asmith, EMPTY) AND key = NORTH-1", [1]),
        ("sprint in openSprints()", []),
        ("sprint not in openSprints()", []),
        ("NOT sprint in (closedSprints(), futureSprints())", []),
        ("(sprint not in openSprints() OR sprint is EMPTY) AND key = NORTH-1", [1]),
        ("summary !~ numbered AND project = NORTH", [1, 2, 3]),
        ("text ~ 'second export'", [3]),
        ("description ~ 'second line'", [3]),
        ("description is EMPTY AND project = NORTH", [1, 2, 9, 10]),
        ("description is not EMPTY", [3]),
        ("created >= -1d AND project = NORTH", [1, 2, 3, 9, 10]),
        ("created > now()", []),
        ("updated <= '2026-03-18 13:00' AND project = NORTH", [1, 2, 3, 9, 10]),
        ("updated < '2026-03-18 13:00'", []),
        ("updated = '2026-03-18 13:00' AND key = NORTH-1", [1]),
        ("created < '9999-12-31' AND created > '0001-01-01' AND key = NORTH-1", [1]),
        ("(project = SOUTH OR key = NORTH-1) AND summary ~ import", [1]),
        ("NOT (project = SOUTH OR key = NORTH-1) AND NOT key > NORTH-3", [2, 3]),
    ],
)
def test_jql_finds_the_matching_issues(alice: Person, jql: str, found: list[int]) -> None:
    assert keys(alice, f"({jql}) ORDER BY key") == [f"NORTH-{number}" for number in found]


@pytest.mark.parametrize(
    ("order", "found"),
    [
        ("key", "N1 N2 N3 N9 N10 S1"),
        ("key DESC", "S1 N10 N9 N3 N2 N1"),
        ("project DESC, key", "S1 N1 N2 N3 N9 N10"),
        ("assignee, key DESC", "N3 N2 S1 N10 N9 N1"),
        ("priority DESC, key", "N3 N1 N2 N9 N10 S1"),
        ("status, key", "N1 N9 N10 S1 N3 N2"),
        ("type, key", "N3 N1 N2 N9 N10 S1"),
        ("summary", "N3 N1 N2 N10 N9 S1"),
        ("created, id DESC", "N10 N9 N3 S1 N2 N1"),
        ("updated", "N1 N2 S1 N3 N9 N10"),
    ],
)
def test_issues_are_sorted_as_requested(alice: Person, order: str, found: str) -> None:
    assert " ".join(key[0] + key.partition("-")[2] for key in keys(alice, f"ORDER BY {order}")) == found


def test_without_an_order_the_newest_are_first(alice: Person) -> None:
    assert keys(alice, "project = NORTH")[:2] == ["NORTH-10", "NORTH-9"]


def test_issues_are_found_by_their_worklogs(alice: Person, frank: Person) -> None:
    alice.logs(on="2026-03-16")
    alice.logs(on="2026-03-10", issueId=NORTH_1 + 1)
    frank.logs(on="2026-03-10")

    assert keys(frank, "worklogAuthor = asmith ORDER BY key") == ["NORTH-1", "NORTH-2"]
    assert keys(frank, "worklogAuthor in (currentUser())") == ["NORTH-1"]
    assert keys(frank, "worklogDate = '2026-03-10' ORDER BY key") == ["NORTH-1", "NORTH-2"]
    assert keys(frank, "worklogDate >= startOfWeek()") == ["NORTH-1"]
    assert keys(frank, "worklogDate < -7d ORDER BY key") == ["NORTH-1", "NORTH-2"]
    assert keys(frank, "project = NORTH AND worklogAuthor != asmith AND worklogAuthor != Frank ORDER BY key") == [
        "NORTH-3",
        "NORTH-9",
        "NORTH-10",
    ]


def test_author_and_date_apply_to_the_same_worklog(alice: Person, frank: Person) -> None:
    alice.logs(on="2026-03-16")
    frank.logs(on="2026-03-10")

    assert keys(frank, "worklogAuthor = asmith AND worklogDate = '2026-03-16'") == ["NORTH-1"]
    assert keys(frank, "worklogAuthor = asmith AND worklogDate = '2026-03-10'") == []


def test_hidden_worklogs_do_not_match(alice: Person, dave: Person) -> None:
    alice.logs()

    assert keys(dave, "worklogAuthor = asmith") == []
    assert keys(dave, "worklogDate = '2026-03-17'") == []


@pytest.mark.parametrize(
    ("jql", "message"),
    [
        ("epic = 3", "Field 'epic' does not exist or is not supported, in the clause epic = \"3\". Supported fields: key,"),
        (
            "status ~ open",
            "The operator ~ is not supported by the field 'status', in the clause status ~ \"open\". "
            "Supported operators: =, !=, IN, NOT IN.",
        ),
        ("status is EMPTY", "The operator IS is not supported by the field 'status'"),
        ("status = EMPTY", "The field 'status' can't be EMPTY, in the clause status = EMPTY"),
        ("status = Nix", 'The value "Nix" does not exist for the field \'status\', in the clause status = "Nix"'),
        ("project = NIX", "The value \"NIX\" does not exist for the field 'project'"),
        ("assignee = nobody", "The value \"nobody\" does not exist for the field 'assignee'"),
        ("key = NORTH-99", "The value \"NORTH-99\" does not exist for the field 'key'"),
        ("key = 99999999999999999999999", "does not exist for the field 'key'"),
        ("project = 99999999999999999999999", "does not exist for the field 'project'"),
        ("statusCategory = Nix", "does not exist for the field 'statusCategory'"),
        ("fixVersion = 9", "does not exist for the field 'fixVersion'"),
        ("worklogDate > soon", '"soon" is not a supported date, in the clause worklogDate > "soon". Supported dates: yyyy-MM-dd'),
        ("worklogDate > startOfCentury()", "startOfCentury() is not a supported date"),
        ("project = now()", "now() is not supported by the field 'project', in the clause project = now()"),
        ("watcher = nobody", "The value \"nobody\" does not exist for the field 'watcher'"),
        ("sprint = 7", "The value \"7\" does not exist for the field 'sprint'"),
        ("sprint in activeSprints()", "The function activeSprints() is not supported by the field 'sprint', in the clause sprint IN"),
        ("issue in linkedIssues(X)", "The function linkedIssues(\"X\") is not supported by the field 'issue'"),
        ("project in projectsLeadByUser()", "Supported functions: currentUser(), openSprints(), closedSprints(), futureSprints(), now(),"),
        ("assignee = membersOf(x)", "membersOf(\"x\") is not supported by the field 'assignee'"),
        ("summary ~ ''", "The search text must have 1 to 20 words"),
        ("summary ~ '" + "x " * 50 + "'", "The search text must have 1 to 20 words"),
        (" OR ".join(f"text ~ x{n}" for n in range(21)), "The query must search for at most 20 words in texts, or for 40"),
        (" OR ".join(f"summary ~ x{n}" for n in range(41)), "The query must search for at most 20 words in texts, or for 40"),
        ("order by rank", "ORDER BY 'rank' is not supported. Supported fields: key, id, project"),
        ("order by description", "ORDER BY 'description' is not supported"),
        ("project =", "Error in the JQL query at character 10"),
    ],
)
def test_unsupported_jql_is_refused_with_the_clause(alice: Person, jql: str, message: str) -> None:
    response = alice.http.get("/rest/api/2/search", params={"jql": jql})

    assert response.status_code == 400
    assert message in messages(response)


def test_all_unsupported_clauses_are_reported(alice: Person) -> None:
    response = alice.http.get("/rest/api/2/search", params={"jql": "epic = 3 OR labels = x ORDER BY rank"})

    assert len(response.json()["errorMessages"]) == 3


@pytest.mark.parametrize(
    "value",
    [
        "' OR 1=1 --",
        '\\" OR 1=1 --',
        "x'); DROP TABLE issues; --",
        "%",
        "\\\\",
        "1' UNION SELECT digest FROM api_tokens --",
        "\U0001f600",
    ],
)
def test_sql_in_values_is_plain_text(alice: Person, value: str) -> None:
    for field in ("summary", "text"):
        found = alice.http.get("/rest/api/2/search", params={"jql": f'{field} ~ "{value}"', "fields": "key"})
        assert found.status_code == 200
        assert [issue["key"] for issue in found.json()["issues"]] in ([], ["NORTH-3"])
    for field in ("project", "key", "assignee", "status", "fixVersion", "component", "priority"):
        response = alice.http.get("/rest/api/2/search", params={"jql": f'{field} = "{value}"'})
        assert response.status_code == 400, response.text
    assert len(keys(alice, "")) == 6


def test_queries_at_the_limits_work(alice: Person) -> None:
    deep = "project = NORTH"
    for level in range(49):
        deep = f"(key = NORTH-1 {'and' if level % 2 else 'or'} ({deep}))" if level < 24 else f"not ({deep})" if level == 24 else deep
    assert alice.http.post("/rest/api/2/search", json={"jql": deep}).status_code == 200
    wide = " OR ".join(['text ~ "' + " ".join("abcdefghijklmnopqrst") + '"'] * 200)
    assert alice.http.post("/rest/api/2/search", json={"jql": wide}).status_code == 200
    words = " OR ".join(f"text ~ x{n}" for n in range(20))
    assert alice.http.post("/rest/api/2/search", json={"jql": words}).status_code == 200
    pairs = " AND ".join(f"NOT (worklogAuthor = alice@example.com AND worklogDate > 2026-01-{1 + n % 28:02})" for n in range(100))
    assert alice.http.post("/rest/api/2/search", json={"jql": pairs}).status_code == 200
    long = "key in (" + ",".join(["NORTH-1"] * 5000) + ")"
    assert alice.http.post("/rest/api/2/search", json={"jql": long}).json()["total"] == 1


def test_a_search_by_post_returns_the_same(alice: Person) -> None:
    by_get = alice.http.get("/rest/api/2/search", params={"jql": "project = NORTH", "maxResults": 2, "fields": "summary,status"})
    by_post = alice.http.post("/rest/api/2/search", json={"jql": "project = NORTH", "maxResults": 2, "fields": ["summary", "status"]})

    assert by_post.json() == by_get.json()


def test_a_search_with_max_results_0_returns_only_the_total(alice: Person) -> None:
    response = alice.http.get("/rest/api/2/search", params={"jql": "project = NORTH", "maxResults": 0})

    assert (response.json()["total"], response.json()["issues"]) == (5, [])


@pytest.mark.parametrize(("start", "size", "found"), [(0, 2, 2), (0, 5, 5), (4, 5, 1), (5, 5, 0), (9, 1, 0)])
def test_every_page_has_the_same_total(alice: Person, start: int, size: int, found: int) -> None:
    params: dict[str, Any] = {"jql": "project = NORTH", "startAt": start, "maxResults": size}

    body = alice.http.get("/rest/api/2/search", params=params).json()

    assert (body["total"], len(body["issues"])) == (5, found)


def test_pages_with_a_token_return_each_issue_once(alice: Person) -> None:
    found: list[str] = []
    params: dict[str, Any] = {"jql": "project = NORTH ORDER BY key", "maxResults": 2}
    while True:
        body = alice.http.get("/rest/api/3/search/jql", params=params).json()
        found += [issue["key"] for issue in body["issues"]]
        assert body["isLast"] == ("nextPageToken" not in body)
        if body["isLast"]:
            break
        params["nextPageToken"] = body["nextPageToken"]

    assert found == ["NORTH-1", "NORTH-2", "NORTH-3", "NORTH-9", "NORTH-10"]


def test_pages_with_a_token_include_requested_fields(alice: Person) -> None:
    plain = alice.http.post("/rest/api/3/search/jql", json={"jql": "key = NORTH-1"})
    with_summary = alice.http.post("/rest/api/3/search/jql", json={"jql": "key = NORTH-1", "fields": ["summary"]})

    assert plain.json() == {
        "issues": [{"id": "10000", "key": "NORTH-1", "self": f"{BASE_URL}/rest/api/3/issue/10000"}],
        "isLast": True,
    }
    assert with_summary.json()["issues"][0]["fields"] == {"summary": "Import loses rows"}


@pytest.mark.parametrize("token", ["nix", "LTE=", "OTk5OTk5OTk5OTk5OTk=", "é", "x" * 10_000])
def test_an_invalid_page_token_is_refused(alice: Person, token: str) -> None:
    response = alice.http.post("/rest/api/3/search/jql", json={"nextPageToken": token})

    assert response.status_code == 400
    assert "nextPageToken" in messages(response)


def test_a_search_includes_worklogs_if_requested(alice: Person, frank: Person) -> None:
    for _ in range(22):
        alice.logs(60)
    frank.logs(60)

    found = alice.http.get("/rest/api/2/search", params={"jql": "key in (NORTH-1, NORTH-2) ORDER BY key", "fields": "worklog"})
    first, second = (issue["fields"]["worklog"] for issue in found.json()["issues"])

    assert (first["total"], len(first["worklogs"]), first["maxResults"]) == (22, 20, 20)
    assert second == {"startAt": 0, "maxResults": 20, "total": 0, "worklogs": []}


def test_the_number_of_statements_does_not_depend_on_the_number_of_issues(alice: Person, database: Database) -> None:
    alice.logs()

    def count(jql: str) -> int:
        with statements(database) as executed:
            response: httpx.Response = alice.http.get("/rest/api/2/search", params={"jql": jql, "fields": "*all"})
            assert response.status_code == 200
        return len(executed)

    assert count("key = NORTH-3 OR key = NORTH-1 AND worklogDate > -9d") == count("key != NORTH-2 OR key = NORTH-2 AND worklogDate > -9d")
