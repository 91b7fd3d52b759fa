"""Answers the configuration operations."""

from ..kit.call import Call
from ..kit.server import answers
from . import actions, wire
from .wire import GlobalConfiguration


@answers(wire.get_global_configuration)
def get_global_configuration(call: Call) -> GlobalConfiguration:
    current = actions.current(call)
    return GlobalConfiguration(**{field: getattr(current, field) for field in GlobalConfiguration.__struct_fields__})
