"""What Alder & Finch wants to know about time beside how much it was."""

from ..attributes import actions as attributes
from ..attributes.wire import CreateWorkAttributeInput
from .company import Company

ACTIVITIES = ["Development", "Review", "Design", "Meeting", "Support", "Operations", "Learning"]


def define(company: Company) -> None:
    for given in (
        CreateWorkAttributeInput(key="_Activity_", name="Activity", type="STATIC_LIST", values=ACTIVITIES),
        CreateWorkAttributeInput(key="_Remote_", name="Remote", type="CHECKBOX"),
        CreateWorkAttributeInput(key="_Ticket_", name="Ticket", type="INPUT_FIELD"),
    ):
        attribute = attributes.create(company.call, given)
        company.attributes[attribute.key] = attribute
