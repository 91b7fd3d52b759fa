"""Answers the work attribute operations. The deletion is answered by `worklogs`, since worklogs change by it."""

from andante.kit.call import Call
from andante.kit.paging import FIRST_PAGE, Paging
from andante.kit.server import handles
from andante.kit.wire import Page

from . import actions, wire
from .rules import AttributeRecord
from .wire import CreateWorkAttributeInput, UpdateWorkAttributeInput, WorkAttribute


@handles(wire.get_work_attributes)
def get_work_attributes(call: Call, paging: Paging = FIRST_PAGE) -> Page[WorkAttribute]:
    return call.page(paging, actions.page(call, paging), render, key=lambda attribute: (attribute.id,))


@handles(wire.create_work_attributes)
def create_work_attributes(call: Call, body: CreateWorkAttributeInput) -> WorkAttribute:
    return render(call, actions.create(call, body))


@handles(wire.get_work_attribute_by_key)
def get_work_attribute_by_key(call: Call, key: str) -> WorkAttribute:
    return render(call, actions.find(call, key))


@handles(wire.update_work_attribute_by_key)
def update_work_attribute_by_key(call: Call, key: str, body: UpdateWorkAttributeInput) -> WorkAttribute:
    return render(call, actions.change(call, key, body))


def render(call: Call, attribute: AttributeRecord) -> WorkAttribute:
    listed = attribute.type == "STATIC_LIST"
    return WorkAttribute(
        self_=call.link(wire.get_work_attribute_by_key, attribute.key),
        key=attribute.key,
        name=attribute.name,
        type=attribute.type,
        required=attribute.required,
        values=[option.value for option in attribute.options] if listed else None,
        names={option.value: option.label for option in attribute.options} if listed else None,
    )
