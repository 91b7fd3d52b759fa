"""What the battery needs to know of each domain: some data in every list, and bodies of searches that can't do without.

A new domain adds a function that makes at least three entries of each of its lists, and calls it in `seed`.
"""

from typing import Any

from andante.worklogs.rules import ASSIGNED_JIRA_IDS

from ..cast import ACCOUNT_IDS, NORTH, NORTH_1, House

EXAMPLES: dict[str, tuple[int | str, ...]] = {
    "get_work_attribute_value_for_worklog": (1, "_Kind_"),
}
"""Path values of reading operations that neither a link nor the name of the parameter tells."""

KNOWN = {"accountId": ACCOUNT_IDS["alice"], "issueId": NORTH_1, "projectId": NORTH}
"""Path parameters that mean the same wherever they stand."""

BODIES: dict[str, Any] = {
    "get_jira_worklog_ids_by_tempo_worklog_ids": {"tempoWorklogIds": [1, 2, 3]},
    "get_tempo_worklog_ids_by_jira_worklog_ids": {"jiraWorklogIds": [ASSIGNED_JIRA_IDS + id for id in (1, 2, 3)]},
    "search_work_attribute_values_for_worklogs": {"tempoWorklogIds": [1, 2, 3]},
}
"""Bodies of reading operations (searches) that refuse an empty one."""


QUERIES: dict[str, str] = {}
"""Query strings of reading operations that refuse an empty one, like `from=2026-03-01&to=2026-03-31`."""


def seed(house: House) -> None:
    _attributes(house)
    _worklogs(house)


def _attributes(house: House) -> None:
    for name in ("Kind", "Place", "Weather"):
        created = house.carol.post("/work-attributes", {"key": f"_{name}_", "name": name, "type": "STATIC_LIST", "values": ["A", "B"]})
        assert created.status_code == 200, created.text
    assert house.carol.post("/work-attributes", {"key": "_Note_", "name": "Note", "type": "INPUT_FIELD"}).status_code == 200


def _worklogs(house: House) -> None:
    kind = house.carol.get("/work-attributes/_Kind_").json()["values"][0]
    for day in range(10, 16):
        attributes = [{"key": "_Kind_", "value": kind}, {"key": "_Note_", "value": "rain"}]
        house.alice.logs(on=f"2026-03-{day}", attributes=attributes)
        house.dave.logs(on=f"2026-03-{day}")
