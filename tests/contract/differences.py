"""Lists the intended differences from the contracts, with reasons. A test fails if a line is no longer true or a difference is missing."""

from typing import Any, NamedTuple

DIFFERENCES = {
    # everywhere
    "* query cursor: only ours": "`next` links contain a cursor, so that the last page is as fast as the first; plain offsets also work",
    "* header Idempotency-Key: only ours": "a POST can be repeated safely",
    "* 409: only ours": "a POST with the same Idempotency-Key is running",
    "* 408: only ours": "the body did not arrive in time",
    "* 413: only ours": "the body is larger than the server accepts",
    "* 422: only ours": "the Idempotency-Key of the POST was used for another request",
    "IssueRef.key: only ours": "users know issues by their keys, so responses contain the key as well as the id",
    # worklogs
    "WorklogInput.issueKey: only ours": "names the issue by its key; then issueId may be absent",
    "WorklogUpdate.issueKey: only ours": "names the issue by its key",
    "WorklogSearchInput.issue: only ours": "accepts keys or ids of issues",
    "WorklogSearchInput.project: only ours": "accepts keys or ids of projects",
    "get_worklogs query issue: only ours": "accepts keys or ids of issues",
    "get_worklogs query project: only ours": "accepts keys or ids of projects; scripts and the text of the 2023 contract use this name",
    "BulkWorklogInput.remainingEstimateSeconds: only ours": "all operations that log time accept the same body",
    "WorkAttributeSearchInput.tempoWorklogIds: required": "the text of the contract requires at least 1 id; its schema omits this",
    "WorkAttributeValueInput.value: required": "an input without a value is a mistake; storing nothing would hide it",
    # skills
    "get_skill_assignments path 2: refuses any text": "the text of the contract allows only USER and GENERIC",
    "remove_skill_assignment path 2: refuses any text": "the text of the contract allows only USER and GENERIC",
    # permission roles and timesheets
    "get_permission_roles query teamId: accepts integer, not string": "the 2023 contract means an integer",
    "TimesheetApprovalStatus.updatedAt: not always a date": "a date and time in the text of the 2023 contract and in the 2026 one",
    # lists that the contract returns in pages, without parameters for the next one
    "get_team_members query *: only ours": "the response has a `next` link, which needs paging parameters",
    "search_skill_assignments query *: only ours": "the response has a `next` link, which needs paging parameters",
    "search_generic_resources query *: only ours": "the paging parameters are in the body, which a `next` link can't contain",
    "search_plans query *: only ours": "the paging parameters are in the body, which a `next` link can't contain",
    # plans
    "get_plans: called get_plans_2025 in 2026": "Tempo named this operation get_plans in 2025, when it renamed the search to search_plans",
    "search_plans: called get_plans in 202?": "Tempo renamed it in 2025, and since then get_plans is the GET operation",
    "get_plans query issue: only ours": "accepts keys or ids of issues",
    "get_plans query project: only ours": "accepts keys or ids of projects",
    "PlanSearchInput.issue: only ours": "accepts keys or ids of issues",
    "PlanSearchInput.project: only ours": "accepts keys or ids of projects",
    "FlexPlanInput.issueKey: only ours": "names the issue by its key",
    "get_plans_for_* query plannedTimeBreakdown: refuses any text": "the text of the contract allows only DAILY and PERIOD",
    "PlanApprovalSearch.statuses: refuses any text": "approvals have no other statuses; a search for a misspelled one would find nothing",
    "delete_day_from_plan 204: not a code of 2026": "all other DELETE operations of the contract return 204, and there is no body",
    # work attributes
    "*WorkAttributeInput.clientSecret: missing": "belongs to the type DYNAMIC_DROPDOWN, which neither contract lists as a type; ignored",
    "*WorkAttributeInput.externalUrl: missing": "belongs to the type DYNAMIC_DROPDOWN, which neither contract lists as a type; ignored",
}
"""Each key is a line of `compare.all_differences`, or a pattern for several lines."""


class Correction(NamedTuple):
    """A merge patch (RFC 7386) for a part of a contract that contradicts its other parts, its text or the other contract."""

    version: int
    place: tuple[str, ...]
    patch: dict[str, Any]
    why: str


CORRECTIONS = [
    Correction(
        2023,
        ("components", "schemas", "UserContact"),
        {"required": None, "properties": {"displayName": {"type": "string"}}},
        "an EXTERNAL contact is not a user: the 2026 contract has its name, and only contacts that are users have an account id and a link",
    ),
    Correction(
        2026,
        ("paths", "/4/plan-permissions/plan-reviewers", "get", "responses", "200", "content", "application/json", "schema"),
        {"type": None, "$ref": "#/components/schemas/PlanReviewersResult"},
        "documented as a string, but the contract contains PlanReviewersResult, which no other operation returns",
    ),
    Correction(
        2026,
        ("components", "schemas", "AuditLogChangeBean", "properties"),
        {name: {"type": ["string", "null"]} for name in ("new", "previous")},
        "`nullable` of OpenAPI 3.0, which JSON Schema doesn't have",
    ),
]
"""Applied to the contracts before they are compared."""
