"""The order of suggestions, and the fields of a form that logs time."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from andante.directory.issues.rules import IssueRecord
from andante.planning.days.rules import Planned
from andante.timekeeping.work_attributes.rules import AttributeRecord

from .wire import FormAttribute, FormOption

PLANNED, FAVORITE, RECENT, FOUND = "PLANNED", "FAVORITE", "RECENT", "FOUND"


class Suggestion(NamedTuple):
    issue: IssueRecord
    kind: str


def suggestions(ids_by_kind: Mapping[str, Sequence[int]], issues: Mapping[int, IssueRecord]) -> list[Suggestion]:
    """Each issue once, with its first kind, in the order of the kinds."""
    kinds: dict[int, str] = {}
    for kind, ids in ids_by_kind.items():
        for id in ids:
            kinds.setdefault(id, kind)
    return [Suggestion(issues[id], kind) for id, kind in kinds.items()]


def found(issues: Iterable[IssueRecord], kinds: Mapping[int, str]) -> list[Suggestion]:
    """Issues that match what the user typed. `kinds`: why some of them would be suggested without a text."""
    return [Suggestion(issue, kinds.get(issue.id, FOUND)) for issue in issues]


def planned_issues(plans: Iterable[Planned]) -> list[int]:
    """The ids of the issues that are planned, without plans for whole projects."""
    return [planned.plan.issue_id for planned in plans if planned.plan.issue_id is not None]


def form_attribute(attribute: AttributeRecord, accounts: Sequence[tuple[str, str, bool]]) -> FormAttribute:
    """The field of a work attribute. `accounts`: key, name and whether it is the default, of those on which time can be logged."""
    options = [FormOption(option.value, option.label) for option in attribute.options]
    default = None
    if attribute.type == "ACCOUNT":
        options = [FormOption(key, name) for key, name, _ in accounts]
        default = next((key for key, _, is_default in accounts if is_default), None)
    return FormAttribute(
        key=attribute.key, name=attribute.name, type=attribute.type, required=attribute.required, options=options, suggested=default
    )
