"""What one may do with the global configuration."""

from typing import Any

import msgspec

from andante.kit.call import Call
from andante.kit.changes import Action
from andante.kit.errors import FaultCode, Invalid
from andante.kit.faults import refuse_if_faulty

from . import store
from .rules import ConfigurationRecord


def current(call: Call) -> ConfigurationRecord:
    return store.current(call.db)


def change(call: Call, given: dict[str, Any]) -> ConfigurationRecord:
    """Changes the settings in `given`, by their Python names; raises Invalid for an unknown one or a wrong value."""
    call.require_administrator(to="change the global configuration")
    unknown = sorted(given.keys() - set(ConfigurationRecord.__struct_fields__))
    if unknown:
        raise Invalid(
            "", FaultCode.UNKNOWN, f"There is no setting '{unknown[0]}'; there are {', '.join(ConfigurationRecord.__struct_fields__)}"
        )
    before = store.current(call.db)
    values = msgspec.structs.asdict(before) | given
    refuse_if_faulty(values, ConfigurationRecord)
    after = msgspec.convert(values, ConfigurationRecord, strict=False)
    store.replace(call.db, after)
    call.record(store.CONFIGURATION, 1, Action.UPDATED, before=before, after=after)
    return after
