"""Reads everything that a server returns to an administrator, so that two servers can be compared."""

import json
import re
from collections.abc import Iterator
from typing import Any

from andante.app import TEMPO_HANDLERS
from andante.kit.operation import Operation
from tests.cast import ACCOUNT_IDS, NORTH, NORTH_1, Person
from tests.everywhere.seed import QUERIES

READ_OPERATIONS: list[Operation[Any, Any]] = [
    handler.operation
    for handler in TEMPO_HANDLERS
    if not handler.operation.writes and not handler.operation.path.startswith(("/4/webhooks/", "/4/papertrail/", "/papertrail/"))
]
"""Webhook subscriptions are not copied: both servers would send the events of the source. The audit log of the other server contains what
the mirror did there."""

ALL_USERS = list(ACCOUNT_IDS.values())
SHARED_IDS = {"accountId": ALL_USERS, "issueId": [str(NORTH_1)], "projectId": [str(NORTH)]}
"""Values of path parameters that are the same on every server."""

LISTS = {"teamId": "/4/teams", "genericResourceId": "/4/generic-resources"}
"""The lists of the objects whose ids are the values of these parameters."""

BY_ACCOUNT = {"get_account_links", "get_worklogs_by_account"}
BY_PROJECT = {"get_links_by_project", "get_team_link_by_project_id"}
"""Operations whose path contains the key of an account or the id of a project, which links don't contain."""

FIXED_PATHS = {operation.path for operation in READ_OPERATIONS if "{" not in operation.path}

SERVER_FIELDS = {"id", "schemeId", "tempoWorklogId", "teamId", "offset", "next", "nextPageToken", "nextPageUrl"}
"""Fields with values that differ between servers. Ids of issues and projects and Jira's worklog ids are the same."""

FIELDS_WITH_JIRA_IDS = {"issue", "scope", "planItem"}
"""Objects in these fields have ids of Jira, which are the same on every server."""


def all_responses(person: Person) -> dict[str, list[Any]]:
    """The responses of all reading operations, by operation, without ids and links, sorted by content."""
    crawler = _Crawler(person)
    crawler.follow_links()
    return {operation.id: sorted(map(json.dumps, crawler.responses(operation))) for operation in READ_OPERATIONS}


def list_responses(person: Person) -> dict[str, list[Any]]:
    """The responses of all reading operations without path parameters, without ids and links."""
    crawler = _Crawler(person)
    return {operation.id: list(crawler.responses(operation)) for operation in READ_OPERATIONS if operation.path in FIXED_PATHS}


class _Crawler:
    def __init__(self, person: Person) -> None:
        self.person = person
        self.paths: dict[str, None] = {}
        """The paths of all links, in the order in which they were found."""

    def follow_links(self) -> None:
        """Collects the paths of all links."""
        for _ in range(2):  # lists link to teams, teams link to their links
            for operation in READ_OPERATIONS:
                for text in self._read(operation):
                    self._collect_paths(text)

    def responses(self, operation: Operation[Any, Any]) -> Iterator[Any]:
        for text in self._read(operation):
            yield plain(json.loads(text))

    def _read(self, operation: Operation[Any, Any]) -> Iterator[str]:
        for path in self._paths(operation):
            query = "&".join(
                part for part in (QUERIES.get(operation.id), "limit=1000" if "paging" in operation.query_groups else "") if part
            )
            response = self.person.http.request(operation.method, f"{path}?{query}", json=self._body(operation))
            assert response.status_code == 200, (path, response.text)
            yield response.text

    def _paths(self, operation: Operation[Any, Any]) -> list[str]:
        """All paths of an operation that exist."""
        path, names = operation.path, re.findall(r"{(\w+)}", operation.path)
        if not names:
            return [path]
        if operation.id in BY_ACCOUNT:
            return [operation.url("", account["key"]) for account in self.person.post("/accounts/search", {}).json()["results"]]
        if operation.id in BY_PROJECT:
            return [operation.url("", project["id"]) for project in self.person.http.get("/rest/api/3/project").json()]
        start, rest = path[: path.rindex("{")], path[path.rindex("}") + 1 :]
        if len(names) == 1 and names[0] in SHARED_IDS:
            return [f"{start}{value}{rest}" for value in SHARED_IDS[names[0]]]
        if len(names) == 1 and names[0] in LISTS:
            return [f"{start}{id}{rest}" for id in self._ids(LISTS[names[0]])]
        pattern = re.sub(r"{\w+}", "[^/?]+", start) + "[^/?]+"
        return [f"{path}{rest}" for path in self.paths if re.fullmatch(pattern, path) and path not in FIXED_PATHS]

    def _ids(self, list: str) -> list[int]:
        return [int(path.rpartition("/")[2]) for path in self.paths if re.fullmatch(rf"{list}/\d+", path)]

    def _collect_paths(self, text: str) -> None:
        for path in re.findall(r'"self":"https?://[^/"]+(/4/[^?"]+)"', text):
            self.paths[path] = None
        for path, key in re.findall(r'"self":"https?://[^/"]+(/4/worklogs/\d+/work-attribute-values)","values":\[{"key":"(\w+)"', text):
            self.paths[f"{path}/{key}"] = None
        for path in re.findall(r'^{"self":"https?://[^/"]+(/4/teams/\d+/generic-resources)"', text):
            self.paths |= {f"{path}/{id}": None for id in re.findall(r"/4/generic-resources/(\d+)", text)}

    def _body(self, operation: Operation[Any, Any]) -> Any:
        """The body of a search. Contains all ids for searches that require ids."""
        if operation.body is None:
            return None
        worklogs = self._ids("/4/worklogs") or [1]
        return {
            "get_jira_worklog_ids_by_tempo_worklog_ids": {"tempoWorklogIds": worklogs},
            "get_tempo_worklog_ids_by_jira_worklog_ids": {"jiraWorklogIds": list(range(2**40 + 1, 2**40 + 100))},
            "search_work_attribute_values_for_worklogs": {"tempoWorklogIds": worklogs},
            "search_skill_assignments": {"assignees": [{"assigneeId": id, "assigneeType": "USER"} for id in ALL_USERS]},
            "search_workload_scheme_members": {"schemeIds": list(range(1, 50))},
            "search_holiday_scheme_members": {"schemeIds": list(range(1, 50))},
            "search_plans": {"from": "2026-01-01", "to": "2026-12-31"},
        }.get(operation.id, {})


def plain(response: Any, field: str = "") -> Any:
    """A response without the values that differ between servers: ids, and the numbers in links."""
    if isinstance(response, dict):
        return {
            name: plain(value, name)
            for name, value in response.items()
            if not (name in SERVER_FIELDS and not (name == "id" and field in FIELDS_WITH_JIRA_IDS))
            and not (field == "assignee" and response.get("type") == "GENERIC" and name == "id")
        }
    if isinstance(response, list):
        return [plain(entry, field) for entry in response]
    if isinstance(response, str) and response.startswith("http"):
        return re.sub(r"\d+", "#", response)
    return response
