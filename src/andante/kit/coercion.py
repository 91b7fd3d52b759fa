"""Converts scalars in JSON bodies as Tempo does: numbers and booleans become text, and integers lose their fraction."""

import json
from math import isfinite
from typing import Any

from msgspec import inspect


def coerced(value: Any, kind: inspect.Type) -> Any:
    """The value with its scalars converted to the types of a body. Nothing else changes. Lists that are too long are not read."""
    match kind:
        case inspect.Metadata(type=inner):
            return coerced(value, inner)
        case inspect.UnionType(types=kinds):
            inner, *others = (each for each in kinds if not isinstance(each, inspect.NoneType))
            return value if others else coerced(value, inner)
        case inspect.StructType(fields=fields) if isinstance(value, dict):
            known = {field.encode_name: field.type for field in fields if field.encode_name in value}
            return value | {name: coerced(value[name], inner) for name, inner in known.items()}
        case inspect.ListType(item_type=inner, max_length=longest) if isinstance(value, list):
            return value if longest is not None and len(value) > longest else [coerced(entry, inner) for entry in value]
        case inspect.StrType() | inspect.IntType():
            return _coerced_scalar(value, kind)
    return value


def _coerced_scalar(value: Any, kind: inspect.StrType | inspect.IntType) -> Any:
    if not isinstance(value, int | float) or (isinstance(value, float) and not isfinite(value)):
        return value
    if isinstance(kind, inspect.StrType):
        return json.dumps(value)
    return int(value) if isinstance(value, float) else value
