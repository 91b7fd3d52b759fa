"""Inserting many rows and knowing their ids."""

from sqlalchemy import delete, select

from andante.kit.call import Call
from andante.kit.db import insert_many
from andante.timekeeping.work_attributes.store import work_attributes


def _row(name: str) -> dict[str, object]:
    return {"key": f"_{name}_", "name": name, "type": "INPUT_FIELD", "required": False, "options": "[]"}


def test_ids_come_in_the_order_of_the_rows(call: Call) -> None:
    names = [f"{n * 7919 % 3000:04}" for n in range(3000)]

    ids = insert_many(call.db, work_attributes, [_row(name) for name in names])

    stored = {row.id: row.name for row in call.db.execute(select(work_attributes))}
    assert [stored[id] for id in ids] == names


def test_an_id_is_never_given_twice(call: Call) -> None:
    first = insert_many(call.db, work_attributes, [_row("A"), _row("B")])
    call.db.execute(delete(work_attributes))
    second = insert_many(call.db, work_attributes, [_row("A")])

    assert second[0] not in first
