"""Walks through everything that a server answers to an administrator, so that two servers can be compared."""

import json
import re
from collections.abc import Iterator
from typing import Any

from andante.app import TEMPO_HANDLERS
from andante.kit.operation import Operation
from tests.cast import ACCOUNT_IDS, NORTH, NORTH_1, Person
from tests.everywhere.seed import QUERIES

READING: list[Operation[Any, Any]] = [handler.operation for handler in TEMPO_HANDLERS if not handler.operation.writes]
EVERYBODY = list(ACCOUNT_IDS.values())
SHARED = {"accountId": EVERYBODY, "issueId": [str(NORTH_1)], "projectId": [str(NORTH)]}
"""Values of path parameters that are the same on every server."""

LISTED_AT = {"teamId": "/4/teams", "genericResourceId": "/4/generic-resources"}
"""Where the things are listed whose ids these parameters are."""

BY_ACCOUNT = {"get_account_links", "get_worklogs_by_account"}
BY_PROJECT = {"get_links_by_project", "get_team_link_by_project_id"}
"""Operations whose path has the key of an account or the id of a project, which no link tells."""

LITERAL = {operation.path for operation in READING if "{" not in operation.path}

OWN_IDS = {"id", "schemeId", "tempoWorklogId", "teamId", "offset", "next", "nextPageToken", "nextPageUrl"}
"""What each server gives its own, by the name of the field; issues, projects and Jira's worklog ids are not among them."""

SHARED_HOLDERS = {"issue", "scope", "planItem"}
"""The id of what stands in one of these fields is Jira's."""


def everything(who: Person) -> dict[str, list[Any]]:
    """All answers of all reading operations, by operation, without ids and links, in the order of what they say."""
    walk = _Walk(who)
    walk.look_around()
    return {operation.id: sorted(map(json.dumps, walk.answers(operation))) for operation in READING}


def lists(who: Person) -> dict[str, list[Any]]:
    """The same of the lists and searches alone that need nothing in their path."""
    walk = _Walk(who)
    return {operation.id: list(walk.answers(operation)) for operation in READING if operation.path in LITERAL}


class _Walk:
    def __init__(self, who: Person) -> None:
        self.who = who
        self.things: dict[str, None] = {}
        """The addresses of all that is linked to, in the order in which they were found."""

    def look_around(self) -> None:
        """Follows every link."""
        for _ in range(2):  # a list leads to teams, a team to its links
            for operation in READING:
                for answer in self._read(operation):
                    self._note(answer)

    def answers(self, operation: Operation[Any, Any]) -> Iterator[Any]:
        for answer in self._read(operation):
            yield plain(json.loads(answer))

    def _read(self, operation: Operation[Any, Any]) -> Iterator[str]:
        for path in self._paths(operation):
            query = "&".join(
                part for part in (QUERIES.get(operation.id), "limit=1000" if "paging" in operation.query_groups else "") if part
            )
            response = self.who.http.request(operation.method, f"{path}?{query}", json=self._body(operation))
            assert response.status_code == 200, (path, response.text)
            yield response.text

    def _paths(self, operation: Operation[Any, Any]) -> list[str]:
        """Every path of an operation at which something is."""
        path, names = operation.path, re.findall(r"{(\w+)}", operation.path)
        if not names:
            return [path]
        if operation.id in BY_ACCOUNT:
            return [operation.url("", account["key"]) for account in self.who.post("/accounts/search", {}).json()["results"]]
        if operation.id in BY_PROJECT:
            return [operation.url("", project["id"]) for project in self.who.http.get("/rest/api/3/project").json()]
        begin, rest = path[: path.rindex("{")], path[path.rindex("}") + 1 :]
        if len(names) == 1 and names[0] in SHARED:
            return [f"{begin}{value}{rest}" for value in SHARED[names[0]]]
        if len(names) == 1 and names[0] in LISTED_AT:
            return [f"{begin}{id}{rest}" for id in self._ids(LISTED_AT[names[0]])]
        pattern = re.sub(r"{\w+}", "[^/?]+", begin) + "[^/?]+"
        return [f"{thing}{rest}" for thing in self.things if re.fullmatch(pattern, thing) and thing not in LITERAL]

    def _ids(self, list: str) -> list[int]:
        return [int(thing.rpartition("/")[2]) for thing in self.things if re.fullmatch(rf"{list}/\d+", thing)]

    def _note(self, answer: str) -> None:
        for path in re.findall(r'"self":"https?://[^/"]+(/4/[^?"]+)"', answer):
            self.things[path] = None
        for path, key in re.findall(r'"self":"https?://[^/"]+(/4/worklogs/\d+/work-attribute-values)","values":\[{"key":"(\w+)"', answer):
            self.things[f"{path}/{key}"] = None
        for path in re.findall(r'^{"self":"https?://[^/"]+(/4/teams/\d+/generic-resources)"', answer):
            self.things |= {f"{path}/{id}": None for id in re.findall(r"/4/generic-resources/(\d+)", answer)}

    def _body(self, operation: Operation[Any, Any]) -> Any:
        """What the searches need that can't do without, with all that there is."""
        if operation.body is None:
            return None
        worklogs = self._ids("/4/worklogs") or [1]
        return {
            "get_jira_worklog_ids_by_tempo_worklog_ids": {"tempoWorklogIds": worklogs},
            "get_tempo_worklog_ids_by_jira_worklog_ids": {"jiraWorklogIds": list(range(2**40 + 1, 2**40 + 100))},
            "search_work_attribute_values_for_worklogs": {"tempoWorklogIds": worklogs},
            "search_skill_assignments": {"assignees": [{"assigneeId": id, "assigneeType": "USER"} for id in EVERYBODY]},
            "search_workload_scheme_members": {"schemeIds": list(range(1, 50))},
            "search_holiday_scheme_members": {"schemeIds": list(range(1, 50))},
            "search_plans": {"from": "2026-01-01", "to": "2026-12-31"},
        }.get(operation.id, {})


def plain(answer: Any, holder: str = "") -> Any:
    """An answer without what each server gives its own: ids, and the numbers in links."""
    if isinstance(answer, dict):
        return {
            name: plain(value, name)
            for name, value in answer.items()
            if not (name in OWN_IDS and not (name == "id" and holder in SHARED_HOLDERS))
            and not (holder == "assignee" and answer.get("type") == "GENERIC" and name == "id")
        }
    if isinstance(answer, list):
        return [plain(each, holder) for each in answer]
    if isinstance(answer, str) and answer.startswith("http"):
        return re.sub(r"\d+", "#", answer)
    return answer
