"""Creates the customers and accounts of Alder & Finch."""

from typing import NamedTuple

from andante.accounts.accounts import actions as accounts
from andante.accounts.accounts.wire import AccountInput, AccountLinkInput, Status
from andante.accounts.customers import actions as customers
from andante.accounts.customers.wire import CategoryInput, CustomerInput, TypeName
from andante.directory.issues.rules import IssueRecord

from .company import Company

CUSTOMERS = {
    "HARBOUR": "Harbour & Sons",
    "LUMEN": "Lumen Retail",
    "OSPREY": "Osprey Logistics",
    "MEADOW": "Meadow Foods",
}
CATEGORIES: dict[str, tuple[str, TypeName]] = {
    "BILL": ("Billed by the hour", "BILLABLE"),
    "CAPEX": ("New products", "CAPITALIZED"),
    "RUN": ("Running the company", "OPERATIONAL"),
    "INT": ("Internal", "INTERNAL"),
}


class Planned(NamedTuple):
    """An account to create. It is linked to `projects`, and if `is_default`, it is the default account of the first one. `contact`
    is a person outside the company."""

    key: str
    name: str
    category: str
    customer: str | None
    lead: str
    projects: tuple[str, ...]
    is_default: bool = True
    status: Status = "OPEN"
    budget_hours: int | None = None
    contact: str | None = None


SHOP_SUPPORT, TRACKING, RELAUNCH, INTERNAL = "SHOP-SUPPORT", "TRACKING", "PAY-RELAUNCH", "INTERNAL"
ACCOUNTS = [
    Planned("SHOP-BUILD", "Web shop, new features", "CAPEX", "LUMEN", "João Almeida", ("SHOP",), budget_hours=320),
    Planned(SHOP_SUPPORT, "Web shop, support", "BILL", "LUMEN", "Grace Thompson", ("SHOP", "CARE"), False, contact="Petra Lang"),
    Planned("APP-BUILD", "Loyalty app", "CAPEX", "HARBOUR", "Priya Natarajan", ("APP",), budget_hours=480, contact="Sam Harbour"),
    Planned("API-PARTNERS", "Partner integrations", "BILL", "OSPREY", "Mateo Fernández", ("API",), budget_hours=240),
    Planned(TRACKING, "Shipment tracking", "BILL", "OSPREY", "Mateo Fernández", ("API", "DWH"), False, contact="Dock office"),
    Planned("HOSTING", "Hosting and operations", "RUN", None, "Ingrid Sorensen", ("OPS",)),
    Planned("REPORTING", "Reports and forecasts", "BILL", "MEADOW", "Sofia Papadopoulou", ("DWH",), budget_hours=200),
    Planned("PAY-RUN", "Payments, maintenance", "RUN", None, "Marcus Bennett", ("PAY",)),
    Planned(RELAUNCH, "Payments, relaunch of last year", "CAPEX", "HARBOUR", "Marcus Bennett", ("PAY",), False, "CLOSED"),
    Planned("CARE-DESK", "Help desk", "RUN", None, "Grace Thompson", ("CARE",)),
    Planned("SHOP-ONE", "The first web shop", "BILL", "LUMEN", "João Almeida", ("SHOP",), False, "ARCHIVED"),
    Planned(INTERNAL, "Internal time", "INT", None, "Ingrid Sorensen", ("INT",)),
]
"""The last account is global."""
ACCOUNTS_BY_TOPIC = {"shipment tracking": TRACKING, "instalments": RELAUNCH}
"""The accounts of issues about some topics, instead of the default account of their project."""


def create_accounts(company: Company) -> None:
    call = company.call
    for key, name in CUSTOMERS.items():
        customers.create_customer(call, CustomerInput(key=key, name=name))
    for key, (name, type_name) in CATEGORIES.items():
        customers.create_category(call, CategoryInput(key=key, name=name, type_name=type_name))
    for planned in ACCOUNTS:
        accounts.create(call, _account_input(company, planned))
        for number, project in enumerate(planned.projects):
            default = planned.is_default and number == 0
            scope_id = company.projects[project].id
            accounts.link(call, AccountLinkInput(account_key=planned.key, scope_id=scope_id, scope_type="PROJECT", default=default))
    for topic, key in ACCOUNTS_BY_TOPIC.items():
        for issue in _about(company, topic):
            accounts.set_account_of_issue(call, issue, key)


def _account_input(company: Company, planned: Planned) -> AccountInput:
    return AccountInput(
        key=planned.key,
        name=planned.name,
        status=planned.status,
        lead_account_id=company.person(planned.lead).account_id,
        external_contact_name=planned.contact,
        customer_key=planned.customer,
        category_key=planned.category,
        monthly_budget=planned.budget_hours,
        global_=planned.key == INTERNAL,
    )


def _about(company: Company, topic: str) -> list[IssueRecord]:
    return [issue for issues in company.backlog.values() for issue in issues if topic in issue.summary.lower()]
