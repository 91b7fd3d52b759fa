"""Our OpenAPI document is compatible with both contracts."""

import copy
import json
import os
from collections.abc import Callable
from fnmatch import fnmatchcase
from typing import Any

import pytest

from . import documents
from .compare import all_differences
from .differences import CORRECTIONS, DIFFERENCES, Correction
from .documents import FOLDER, NOT_OF_THIS_API, Document

NOT_BUILT = FOLDER / "not_built.txt"


def test_every_difference_is_listed() -> None:
    found = all_differences(documents.ours())
    unexplained = sorted(line for line in found if not any(fnmatchcase(line, pattern) for pattern in DIFFERENCES))

    assert not unexplained, "Fix these, or list each with its reason in tests/contract/differences.py:\n" + "\n".join(unexplained)


@pytest.mark.parametrize("pattern", DIFFERENCES)
def test_every_listed_difference_still_exists(pattern: str) -> None:
    assert any(fnmatchcase(line, pattern) for line in all_differences(documents.ours()))


@pytest.mark.parametrize("correction", CORRECTIONS, ids=lambda correction: f"{correction.place[-1]} of {correction.version}")
def test_every_correction_is_needed(correction: Correction) -> None:
    original, corrected = (
        documents.part(source(correction.version), correction.place) for source in (documents.original, documents.contract)
    )

    assert corrected != original
    assert correction.why


def test_the_list_of_missing_operations_is_exact() -> None:
    built = documents.by_shape(documents.ours())
    missing = sorted(operation.id for shape, operation in documents.of_contracts().items() if shape not in built)
    if "UPDATE_SNAPSHOTS" in os.environ:
        NOT_BUILT.write_text("".join(f"{id}\n" for id in missing))

    assert NOT_BUILT.read_text().split() == missing, "UPDATE_SNAPSHOTS=1 pytest tests/contract updates tests/contract/not_built.txt"


def test_excluded_operations_are_excluded_by_tags_of_the_contract() -> None:
    tags = {tag for methods in documents.contract(2026)["paths"].values() for entry in methods.values() for tag in entry["tags"]}

    assert NOT_OF_THIS_API.keys() <= tags


def _parameter(document: Document, name: str) -> dict[str, Any]:
    parameters: list[dict[str, Any]] = document["paths"]["/4/worklogs"]["get"]["parameters"]
    return next(parameter for parameter in parameters if parameter["name"] == name)


def _properties(document: Document, schema: str) -> dict[str, Any]:
    properties: dict[str, Any] = document["components"]["schemas"][schema]["properties"]
    return properties


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (lambda d: d["paths"]["/4/worklogs"]["post"].update(operationId="log"), "log: called create_worklog in 2023"),
        (lambda d: d["paths"].update({"/4/naps": d["paths"]["/4/globalconfiguration"]}), "get_global_configuration: only ours"),
        (lambda d: _parameter(d, "projectId").update(name="projects"), "get_worklogs query projectId: missing"),
        (lambda d: _parameter(d, "from").update(required=True), "get_worklogs query from: required"),
        (lambda d: _parameter(d, "limit")["schema"].update(default=10), "get_worklogs query limit: another default"),
        (lambda d: _parameter(d, "from").update(schema={"type": "integer"}), "get_worklogs query from: accepts integer, not string"),
        (lambda d: _parameter(d, "orderBy")["schema"].update(enum=["ID"]), "get_worklogs query orderBy: refuses START_DATE_TIME, UPDATED"),
        (lambda d: d["paths"]["/4/worklogs"]["post"].pop("requestBody"), "create_worklog body: missing"),
        (lambda d: d["components"]["schemas"]["WorklogInput"]["required"].append("description"), "WorklogInput.description: required"),
        (lambda d: _properties(d, "WorklogInput").pop("billableSeconds"), "WorklogInput.billableSeconds: missing"),
        (
            lambda d: _properties(d, "WorklogInput")["timeSpentSeconds"].update(minimum=60),
            "WorklogInput.timeSpentSeconds: minimum 60, not 1",
        ),
        (lambda d: d["components"]["schemas"]["Worklog"]["required"].remove("createdAt"), "Worklog.createdAt: may be absent"),
        (lambda d: _properties(d, "Worklog").pop("author"), "Worklog.author: missing"),
        (lambda d: _properties(d, "Worklog").update(mood={}), "Worklog.mood: only ours"),
        (lambda d: _properties(d, "Worklog").update(createdAt={"type": "integer"}), "Worklog.createdAt: returns integer, not string"),
        (lambda d: _properties(d, "Worklog").update(startDate={"type": "string"}), "Worklog.startDate: not always a date"),
        (
            lambda d: _properties(d, "GlobalConfiguration")["approvalPeriod"].pop("enum"),
            "GlobalConfiguration.approvalPeriod: returns any text",
        ),
        (lambda d: d["paths"]["/4/worklogs/{id}"]["delete"]["responses"].pop("404"), "delete_worklog 404: missing"),
        (lambda d: d["paths"]["/4/worklogs"]["post"]["responses"].update({"418": {}}), "create_worklog 418: only ours"),
        (
            lambda d: d["paths"]["/4/worklogs"]["post"]["responses"].update(
                {"201": d["paths"]["/4/worklogs"]["post"]["responses"].pop("200")}
            ),
            "create_worklog 201: not a code of 2026",
        ),
    ],
)
def test_a_changed_document_is_detected(change: Callable[[Document], object], line: str) -> None:
    document = copy.deepcopy(documents.ours())
    change(document)

    assert line in all_differences(document) - all_differences(documents.ours())


def test_patterns_are_valid_in_ecmascript() -> None:
    assert r"\Z" not in repr(documents.ours())
    assert '"pattern":"^([01]?[0-9]|2[0-3])' in json.dumps(documents.ours(), separators=(",", ":"))
