"""Example values for the API reference, made from the schemas of the OpenAPI document."""

import re
from typing import Any

MAX_DEPTH = 4
"""Objects in deeper objects are left out."""

OPTIONAL = 3
"""How many optional fields an example of an input without required fields has."""

BY_NAME = (
    (r"(accountId|AccountId|assigneeId)s?$", "712020:alice"),
    (r"issueKey$", "NORTH-1"),
    (r"(timeZone|zone)$", "Europe/Berlin"),
    (r"(endDate|to|toDate|endTime|through)$", "2026-03-20"),
    (r"[sS]econds", 3600),
    (r"email", "alice@example.com"),
    (r"^key$", "KEY"),
    (r"^self$", "https://time.example.com/4/…"),
    (r"[cC]olor$", "#2256a0"),
    (r"^(name|title)$", "Example"),
    (r"^(description|summary|comment)$", "Found the lost rows"),
)
"""Values for the fields whose names match."""

BY_FORMAT = {"date": "2026-03-16", "date-time": "2026-03-16T09:30:00Z", "uuid": "8e03978e-40d5-43dd-bc93-6894a57f9324"}

USUAL = ("USER", "ISSUE", "OPEN", "SECONDS_PER_DAY", "_STATIC_LIST_")
"""Values that examples prefer to the first of an enumeration."""

WORKLOG = {
    "authorAccountId": "712020:alice",
    "issueKey": "NORTH-1",
    "startDate": "2026-03-16",
    "startTime": "09:30:00",
    "timeSpentSeconds": 5400,
    "description": "Found the lost rows",
}
PLAN = {
    "assigneeId": "712020:alice",
    "assigneeType": "USER",
    "planItemId": "NORTH-1",
    "planItemType": "ISSUE",
    "startDate": "2026-03-16",
    "endDate": "2026-03-20",
    "plannedSecondsPerDay": 14400,
}
SAMPLES: dict[str, Any] = {
    "WorklogInput": WORKLOG,
    "BulkWorklogInput": WORKLOG,
    "PlanInput": PLAN,
    "WorklogSearchInput": {"from": "2026-03-16", "to": "2026-03-20", "issueIds": [10001]},
}
"""Examples of inputs whose fields depend on each other."""


def example(schema: dict[str, Any], components: dict[str, Any], name: str = "", *, is_input: bool = False, depth: int = 0) -> Any:
    """A value that the schema allows. An input has its required fields only, if there are any; other objects have all fields."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        if is_input and name in SAMPLES:
            return SAMPLES[name]
        return example(components.get(name, {}), components, name, is_input=is_input, depth=depth)
    if "anyOf" in schema:
        return example(schema["anyOf"][0], components, name, is_input=is_input, depth=depth)
    if "enum" in schema:
        return next((value for value in schema["enum"] if value in USUAL), schema["enum"][0])
    match schema.get("type"):
        case "object":
            return _object(schema, components, is_input, depth)
        case "array":
            return [example(schema.get("items", {}), components, name, is_input=is_input, depth=depth)]
        case "integer" | "number":
            return _number(schema, name)
        case "boolean":
            return True
        case "string":
            return _text(schema, name)
    return None


def _object(schema: dict[str, Any], components: dict[str, Any], is_input: bool, depth: int) -> dict[str, Any]:
    if depth > MAX_DEPTH:
        return {}
    fields = list(schema.get("properties", {}))
    if is_input:
        fields = schema.get("required", []) or fields[:OPTIONAL]
    return {field: example(schema["properties"][field], components, field, is_input=is_input, depth=depth + 1) for field in fields}


def _number(schema: dict[str, Any], name: str) -> int:
    known = _by_name(name)
    low, high = schema.get("minimum", 1), schema.get("maximum", 2**31)
    return int(min(max(known if isinstance(known, int) else 1, low), high))


def _text(schema: dict[str, Any], name: str) -> str:
    if "pattern" in schema or "format" in schema:
        like = re.search(r"like (\S+)", schema.get("description", ""))
        known = _by_name(name)
        if "pattern" in schema and like:
            return like[1].rstrip(".,")
        if schema.get("format") == "date" and isinstance(known, str):
            return known
        return BY_FORMAT.get(schema.get("format", ""), "example")
    known = _by_name(name)
    return (known if isinstance(known, str) else "example")[: schema.get("maxLength")]


def _by_name(name: str) -> str | int | None:
    return next((value for pattern, value in BY_NAME if re.search(pattern, name)), None)
