"""Of each writing operation, the same thing done with little and with much: both must cost the same number of statements."""

from collections.abc import Callable, Iterator
from typing import Any

import httpx

from ..cast import ACCOUNT_IDS, NORTH_1, House

Write = Callable[[], httpx.Response]

WORK = {"authorAccountId": ACCOUNT_IDS["alice"], "startDate": "2026-03-17", "timeSpentSeconds": 60}
ON_NORTH_1 = WORK | {"issueId": NORTH_1}


def writes(house: House) -> Iterator[tuple[str, Write, Write]]:
    """(operation, with little, with much). A new domain adds a function like these."""
    yield from _attributes(house)
    yield from _worklogs(house)


def _attributes(house: House) -> Iterator[tuple[str, Write, Write]]:
    def listed(name: str, entries: int) -> dict[str, Any]:
        return {"key": f"_{name}_", "name": name, "type": "STATIC_LIST", "values": [f"entry {n}" for n in range(entries)]}

    for name in ("A", "B", "C", "D", "E"):
        house.carol.post("/work-attributes", {"key": f"_{name}_", "name": name, "type": "INPUT_FIELD"})
    carol = house.carol
    yield (
        "create_work_attributes",
        lambda: carol.post("/work-attributes", listed("Few", 1)),
        lambda: carol.post("/work-attributes", listed("Many", 500)),
    )
    yield (
        "update_work_attribute_by_key",
        lambda: carol.put("/work-attributes/_Few_", listed("Few", 2)),
        lambda: carol.put("/work-attributes/_Many_", listed("Many", 999)),
    )
    for _ in range(20):
        house.alice.logs(attributes=_values(3))
    yield ("delete_work_attribute_by_key", lambda: carol.delete("/work-attributes/_E_"), lambda: carol.delete("/work-attributes/_A_"))


def _worklogs(house: House) -> Iterator[tuple[str, Write, Write]]:
    """After the attributes, of which B, C and D are left."""
    alice = house.alice
    ids = [alice.logs()["tempoWorklogId"] for _ in range(8)]
    yield (
        "create_worklog",
        lambda: alice.post("/worklogs", ON_NORTH_1 | {"attributes": _values(1, skip=1)}),
        lambda: alice.post("/worklogs", ON_NORTH_1 | {"attributes": _values(3, skip=1)}),
    )
    # a single one has a quicker way of its own
    yield (
        "bulk_create_worklog",
        lambda: alice.post("/worklogs/issue/NORTH-1/bulk", [WORK | {"attributes": _values(1, skip=1)}] * 2),
        lambda: alice.post("/worklogs/issue/NORTH-1/bulk", [WORK | {"attributes": _values(3, skip=1)}] * 50),
    )
    yield (
        "update_worklog",
        lambda: alice.put(f"/worklogs/{ids[0]}", ON_NORTH_1 | {"attributes": _values(1, skip=1)}),
        lambda: alice.put(f"/worklogs/{ids[1]}", ON_NORTH_1 | {"attributes": _values(3, skip=1)}),
    )
    yield (
        "create_work_attribute_values_for_worklogs",
        lambda: alice.post("/worklogs/work-attribute-values", [_given(ids[2])]),
        lambda: alice.post("/worklogs/work-attribute-values", [_given(id) for id in ids[3:]]),
    )
    yield ("delete_worklog", lambda: alice.delete(f"/worklogs/{ids[0]}"), lambda: alice.delete(f"/worklogs/{ids[1]}"))


def _values(count: int, *, skip: int = 0) -> list[dict[str, str]]:
    return [{"key": f"_{name}_", "value": "rain"} for name in "ABCD"[skip : skip + count]]


def _given(id: int) -> dict[str, Any]:
    return {"tempoWorklogId": id, "attributeValues": _values(3, skip=1)}
