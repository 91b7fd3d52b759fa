"""Where we differ from the contracts on purpose, and why. A line that is no longer true fails, and so does a difference without one."""

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
    # work attributes
    "*WorkAttributeInput.clientSecret: missing": "belongs to the type DYNAMIC_DROPDOWN, which is in no contract's list of types; ignored",
    "*WorkAttributeInput.externalUrl: missing": "belongs to the type DYNAMIC_DROPDOWN, which is in no contract's list of types; ignored",
}
"""Each key is a line of `compare.all_differences`, or a pattern of several."""

WRONG_ANSWERS = {
    ("get_possible_plan_reviewers", 2026): "the contract calls the answer a string, though its own PlanReviewersResult is what comes back",
}
"""Operations (as the contract calls them) whose answer one contract misdescribes: they are not held to its schema."""
