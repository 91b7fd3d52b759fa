"""Inserts of one and of many rows return the generated ids."""

from sqlalchemy import delete, select

from andante.kit.call import Call
from andante.kit.db import insert_many, insert_row
from andante.timekeeping.work_attributes.store import work_attributes


def _row(name: str) -> dict[str, object]:
    return {"key": f"_{name}_", "name": name, "type": "INPUT_FIELD", "required": False, "options": "[]"}


def test_ids_are_returned_in_the_order_of_the_rows(call: Call) -> None:
    names = [f"{n * 7919 % 3000:04}" for n in range(3000)]

    ids = insert_many(call.db, work_attributes, [_row(name) for name in names])

    stored = {row.id: row.name for row in call.db.execute(select(work_attributes))}
    assert [stored[id] for id in ids] == names


def test_the_id_of_a_deleted_row_is_not_reused(call: Call) -> None:
    first = insert_many(call.db, work_attributes, [_row("A"), _row("B")])
    call.db.execute(delete(work_attributes))
    second = insert_many(call.db, work_attributes, [_row("A")])

    assert second[0] not in first


def test_one_row_returns_its_id(call: Call) -> None:
    id = insert_row(call.db, work_attributes, _row("A"))

    assert call.db.scalar(select(work_attributes.c.name).where(work_attributes.c.id == id)) == "A"
