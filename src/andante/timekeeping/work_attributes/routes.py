"""Handles the operations on work attributes. `worklogs.routes` handles the deletion, since it changes worklogs."""

from andante.kit.call import Call
from andante.kit.paging import FIRST_PAGE, Paging
from andante.kit.server import handles
from andante.kit.wire import Page

from . import actions, queries, wire
from .rules import AttributeRecord
from .wire import CreateWorkAttributeInput, UpdateWorkAttributeInput, WorkAttribute


@handles(wire.get_work_attributes)
def get_work_attributes(call: Call, paging: Paging = FIRST_PAGE) -> Page[WorkAttribute]:
    return call.page(paging, queries.page(call, paging), render, key=lambda attribute: (attribute.id,))


@handles(wire.create_work_attributes)
def create_work_attributes(call: Call, body: CreateWorkAttributeInput) -> WorkAttribute:
    return render(call, actions.create(call, body))


@handles(wire.get_work_attribute_by_key)
def get_work_attribute_by_key(call: Call, key: str) -> WorkAttribute:
    return render(call, queries.find(call, key))


@handles(wire.update_work_attribute_by_key)
def update_work_attribute_by_key(call: Call, key: str, body: UpdateWorkAttributeInput) -> WorkAttribute:
    return render(call, actions.change(call, key, body))


def render(call: Call, attribute: AttributeRecord) -> WorkAttribute:
    has_options = attribute.type == "STATIC_LIST"
    return WorkAttribute(
        self_=call.link(wire.get_work_attribute_by_key, attribute.key),
        key=attribute.key,
        name=attribute.name,
        type=attribute.type,
        required=attribute.required,
        values=[option.value for option in attribute.options] if has_options else None,
        names={option.value: option.label for option in attribute.options} if has_options else None,
    )
