"""Creates the work attributes of Alder & Finch."""

from andante.timekeeping.work_attributes import actions as attributes
from andante.timekeeping.work_attributes.wire import CreateWorkAttributeInput

from .company import Company

ACTIVITIES = ["Development", "Review", "Design", "Meeting", "Support", "Operations", "Learning"]


def create_attributes(company: Company) -> None:
    for given in (
        CreateWorkAttributeInput(key="_Activity_", name="Activity", type="STATIC_LIST", values=ACTIVITIES),
        CreateWorkAttributeInput(key="_Remote_", name="Remote", type="CHECKBOX"),
        CreateWorkAttributeInput(key="_Ticket_", name="Ticket", type="INPUT_FIELD"),
        CreateWorkAttributeInput(key="_Account_", name="Account", type="ACCOUNT"),
    ):
        attribute = attributes.create(company.call, given)
        company.attributes[attribute.key] = attribute
