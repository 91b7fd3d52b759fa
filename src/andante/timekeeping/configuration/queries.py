"""Reads the global configuration, which every user may see."""

from andante.kit.call import Call

from . import store
from .rules import ConfigurationRecord


def current(call: Call) -> ConfigurationRecord:
    return store.current(call.db)
