"""The OpenAPI document states the limits of JQL."""

from typing import Any

import pytest
from msgspec import Struct
from msgspec.structs import fields

from andante.app import HANDLERS
from andante.jira.jql import conditions, parser
from andante.jira.search import actions
from andante.kit.openapi import describe


def _fields(kind: Any) -> tuple[Any, ...]:
    return fields(kind) if isinstance(kind, type) and issubclass(kind, Struct) else ()


SEARCHES = [
    handler.operation
    for handler in HANDLERS
    if any(field.name == "jql" for kind in handler.operation.parameters.values() for field in _fields(kind))
]
LIMITS = {
    "characters": parser.MAX_CHARACTERS,
    "clauses": parser.MAX_CLAUSES,
    "values in its lists": parser.MAX_VALUES,
    "levels of parentheses and NOT": parser.MAX_DEPTH,
    "sort fields": parser.MAX_SORT_FIELDS,
    "words in a text": conditions.MAX_PHRASES,
}


@pytest.mark.parametrize("operation", SEARCHES, ids=lambda each: each.id)
def test_each_search_states_all_limits(operation: Any) -> None:
    document = describe([operation], "1", "object")
    description = " ".join(document["paths"][operation.path][operation.method.lower()]["description"].split())

    assert [name for name, limit in LIMITS.items() if f"{limit:,} {name}" not in description] == []
    assert f"(at most {actions.MANY_PEOPLE} count), can be at most {actions.MAX_CHECKS:,}." in description


def test_all_searches_are_checked() -> None:
    assert sorted(each.id for each in SEARCHES) == ["search", "search_by_post", "search_jql", "search_jql_by_post"]
