"""Lists the intended differences from the contracts, with reasons. A test fails if a line is no longer true or a difference is missing."""

from typing import Any, NamedTuple

DIFFERENCES = {
    # everywhere
    "* query cursor: ours alone": "next links carry it so that the last page costs no more than the first; plain offsets work without it",
    "IssueRef.key: ours alone": "people know issues by their keys, so answers carry it beside the id",
    # worklogs
    "WorklogInput.issueKey: ours alone": "the issue may be named by its key; then issueId may be absent",
    "WorklogUpdate.issueKey: ours alone": "the issue may be named by its key",
    "WorklogSearchInput.issue: ours alone": "takes keys or ids of issues",
    "WorklogSearchInput.project: ours alone": "takes keys or ids of projects",
    "get_worklogs query issue: ours alone": "takes keys or ids of issues",
    "get_worklogs query project: ours alone": "takes keys or ids of projects; scripts use this spelling, which the 2023 prose shows",
    "BulkWorklogInput.remainingEstimateSeconds: ours alone": "one body for every way of logging time",
    "WorkAttributeSearchInput.tempoWorklogIds: required": "the contract's prose refuses fewer than 1 id; its schema only forgot to say so",
    "WorkAttributeValueInput.value: required": "a value that is absent says nothing; storing nothing for it would hide the mistake",
    # skills
    "get_skill_assignments path 2: refuses any text": "the contract's prose knows USER and GENERIC only",
    "remove_skill_assignment path 2: refuses any text": "the contract's prose knows USER and GENERIC only",
    # permission roles and timesheets
    "get_permission_roles query teamId: takes integer, not string": "the older contract means an integer",
    "TimesheetApprovalStatus.updatedAt: not always a date": "the older contract's prose speaks of date and time, as the newer gives it",
    # lists that the contract returns in pages, without parameters for the next one
    "get_team_members query *: ours alone": "its answer has a `next` link, which must say where to go on",
    "search_skill_assignments query *: ours alone": "its answer has a `next` link, which must say where to go on",
    "search_generic_resources query *: ours alone": "the body asks for the page, and a `next` link has no body",
    # plans
    "get_plans: called get_plans_2025 in 2026": "the later contract's name; it calls the search search_plans then",
    "search_plans: called get_plans in 202?": "as the later contract calls it, where get_plans is the GET",
    "get_plans query issue: ours alone": "takes keys or ids of issues",
    "get_plans query project: ours alone": "takes keys or ids of projects",
    "PlanSearchInput.issue: ours alone": "takes keys or ids of issues",
    "PlanSearchInput.project: ours alone": "takes keys or ids of projects",
    "FlexPlanInput.issueKey: ours alone": "the issue may be named by its key",
    "UnlinkedPageInfo.next: missing": "2023 has it for pages that no link can lead to, as their bodies ask for them; 2026 dropped it",
    "UnlinkedPageInfo.previous: missing": "2023 has it for pages that no link can lead to, as their bodies ask for them; 2026 dropped it",
    "get_plans_for_* query plannedTimeBreakdown: refuses any text": "the contract's prose knows DAILY and PERIOD only",
    "PlanApprovalSearch.statuses: refuses any text": "an approval has no other states; a misspelt one would find nothing",
    "delete_day_from_plan 204: not a code of 2026": "every other DELETE of the contract answers 204, and there is no body",
    # work attributes
    "*WorkAttributeInput.clientSecret: missing": "belongs to the type DYNAMIC_DROPDOWN, which is in no contract's list of types; ignored",
    "*WorkAttributeInput.externalUrl: missing": "belongs to the type DYNAMIC_DROPDOWN, which is in no contract's list of types; ignored",
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
        "an EXTERNAL contact is no user: the newer contract gives it a name, and a user's account id and address to users only",
    ),
    Correction(
        2026,
        ("paths", "/4/plan-permissions/plan-reviewers", "get", "responses", "200", "content", "application/json", "schema"),
        {"type": None, "$ref": "#/components/schemas/PlanReviewersResult"},
        "called a string, though the contract describes PlanReviewersResult, which is no other operation's answer",
    ),
]
"""Applied to the contracts before they are compared."""
