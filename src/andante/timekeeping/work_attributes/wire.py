"""Work attributes in the API."""

from typing import Annotated, Literal

from msgspec import Meta

from andante.kit.operation import Group
from andante.kit.paging import FIRST_PAGE, Paging
from andante.kit.wire import Name, Page, Wire, one_of
from andante.scopes import Scope

WORK_ATTRIBUTES = Group("Work Attributes", view=Scope.WORKLOGS_VIEW, manage=Scope.WORKLOGS_MANAGE)

AttributeType = Literal["ACCOUNT", "CHECKBOX", "INPUT_FIELD", "INPUT_NUMERIC", "STATIC_LIST"]
AttributeKey = Annotated[str, Meta(min_length=1, max_length=255)]
Labels = Annotated[list[Name], Meta(max_length=1000)]


class CreateWorkAttributeInput(Wire, kw_only=True):
    """Without a `key` of the form `_Name_`, the key is created from the name. `values` are the labels of a STATIC_LIST."""

    key: AttributeKey | None = None
    name: Name
    type: AttributeType
    required: bool | None = None
    values: Labels | None = None


class UpdateWorkAttributeInput(Wire, kw_only=True):
    """Replaces the attribute. An entry of `values` that is the label or value of an existing option keeps that option."""

    name: Name
    type: AttributeType
    required: bool | None = None
    values: Labels | None = None


class WorkAttribute(Wire, kw_only=True):
    """The `values` of a STATIC_LIST never change; `names` contains the current label of each."""

    self_: str
    key: str
    name: str
    type: Annotated[str, one_of("ACCOUNT", "CHECKBOX", "INPUT_FIELD", "INPUT_NUMERIC", "STATIC_LIST")]
    required: bool
    values: list[str] | None = None
    names: dict[str, str] | None = None


@WORK_ATTRIBUTES.reads("GET", "/4/work-attributes")
def get_work_attributes(paging: Paging = FIRST_PAGE) -> Page[WorkAttribute]:
    """Retrieve all work attributes."""


@WORK_ATTRIBUTES.writes("POST", "/4/work-attributes")
def create_work_attributes(body: CreateWorkAttributeInput) -> WorkAttribute:
    """Create a work attribute."""


@WORK_ATTRIBUTES.reads("GET", "/4/work-attributes/{key}")
def get_work_attribute_by_key(key: str) -> WorkAttribute:
    """Retrieve a work attribute."""


@WORK_ATTRIBUTES.writes("PUT", "/4/work-attributes/{key}")
def update_work_attribute_by_key(key: str, body: UpdateWorkAttributeInput) -> WorkAttribute:
    """Update a work attribute."""


@WORK_ATTRIBUTES.writes("DELETE", "/4/work-attributes/{key}")
def delete_work_attribute_by_key(key: str) -> None:
    """Delete a work attribute and all its values in worklogs."""
