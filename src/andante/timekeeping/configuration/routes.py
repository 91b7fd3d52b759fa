"""Handles the operation that returns the global configuration."""

from andante.kit.call import Call
from andante.kit.server import handles

from . import queries, wire
from .wire import GlobalConfiguration


@handles(wire.get_global_configuration)
def get_global_configuration(call: Call) -> GlobalConfiguration:
    current = queries.current(call)
    return GlobalConfiguration(**{field: getattr(current, field) for field in GlobalConfiguration.__struct_fields__})
