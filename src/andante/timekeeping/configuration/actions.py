"""Changes the global configuration."""

from typing import Any

import msgspec

from andante.kit.call import Call
from andante.kit.changes import Action
from andante.kit.errors import FaultCode, Invalid
from andante.kit.faults import refuse_if_faulty

from . import store
from .rules import ConfigurationRecord


def change(call: Call, settings: dict[str, Any]) -> ConfigurationRecord:
    """Changes settings. The keys are field names of ConfigurationRecord. Raises Invalid for an unknown setting or a wrong value."""
    call.require_administrator(to="change the global configuration")
    unknown = sorted(settings.keys() - set(ConfigurationRecord.__struct_fields__))
    if unknown:
        names = ", ".join(ConfigurationRecord.__struct_fields__)
        raise Invalid("", FaultCode.UNKNOWN, f"Setting '{unknown[0]}' does not exist; the settings are {names}")
    before = store.current(call.db)
    values = msgspec.structs.asdict(before) | settings
    refuse_if_faulty(values, ConfigurationRecord)
    after = msgspec.convert(values, ConfigurationRecord, strict=False)
    store.replace(call.db, after)
    call.record(store.CONFIGURATION, 1, Action.UPDATED, before=before, after=after)
    return after
