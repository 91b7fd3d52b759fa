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


class DemoAccount(NamedTuple):
    """An account to create, linked to `projects`. If `is_default` is set, it is the default account of the first one. `contact` is a
    person outside the company."""

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
    DemoAccount("SHOP-BUILD", "Web shop, new features", "CAPEX", "LUMEN", "João Almeida", ("SHOP",), budget_hours=320),
    DemoAccount(SHOP_SUPPORT, "Web shop, support", "BILL", "LUMEN", "Grace Thompson", ("SHOP", "CARE"), False, contact="Petra Lang"),
    DemoAccount("APP-BUILD", "Loyalty app", "CAPEX", "HARBOUR", "Priya Natarajan", ("APP",), budget_hours=480, contact="Sam Harbour"),
    DemoAccount("API-PARTNERS", "Partner integrations", "BILL", "OSPREY", "Mateo Fernández", ("API",), budget_hours=240),
    DemoAccount(TRACKING, "Shipment tracking", "BILL", "OSPREY", "Mateo Fernández", ("API", "DWH"), False, contact="Dock office"),
    DemoAccount("HOSTING", "Hosting and operations", "RUN", None, "Ingrid Sorensen", ("OPS",)),
    DemoAccount("REPORTING", "Reports and forecasts", "BILL", "MEADOW", "Sofia Papadopoulou", ("DWH",), budget_hours=200),
    DemoAccount("PAY-RUN", "Payments, maintenance", "RUN", None, "Marcus Bennett", ("PAY",)),
    DemoAccount(RELAUNCH, "Payments, relaunch of last year", "CAPEX", "HARBOUR", "Marcus Bennett", ("PAY",), False, "CLOSED"),
    DemoAccount("CARE-DESK", "Help desk", "RUN", None, "Grace Thompson", ("CARE",)),
    DemoAccount("SHOP-ONE", "The first web shop", "BILL", "LUMEN", "João Almeida", ("SHOP",), False, "ARCHIVED"),
    DemoAccount(INTERNAL, "Internal time", "INT", None, "Ingrid Sorensen", ("INT",)),
]
"""The last account is global."""
ACCOUNTS_BY_TOPIC = {"shipment tracking": TRACKING, "installments": RELAUNCH}
"""The accounts of issues about these topics. Other issues have the default account of their project."""


def create_accounts(company: Company) -> None:
    call = company.call
    for key, name in CUSTOMERS.items():
        customers.create_customer(call, CustomerInput(key=key, name=name))
    for key, (name, type_name) in CATEGORIES.items():
        customers.create_category(call, CategoryInput(key=key, name=name, type_name=type_name))
    for account in ACCOUNTS:
        accounts.create(call, _account_input(company, account))
        for number, project in enumerate(account.projects):
            default = account.is_default and number == 0
            scope_id = company.projects[project].id
            accounts.link(call, AccountLinkInput(account_key=account.key, scope_id=scope_id, scope_type="PROJECT", default=default))
    for topic, key in ACCOUNTS_BY_TOPIC.items():
        for issue in _issues_about(company, topic):
            accounts.set_account_of_issue(call, issue, key)


def _account_input(company: Company, account: DemoAccount) -> AccountInput:
    return AccountInput(
        key=account.key,
        name=account.name,
        status=account.status,
        lead_account_id=company.person(account.lead).account_id,
        external_contact_name=account.contact,
        customer_key=account.customer,
        category_key=account.category,
        monthly_budget=account.budget_hours,
        global_=account.key == INTERNAL,
    )


def _issues_about(company: Company, topic: str) -> list[IssueRecord]:
    return [issue for issues in company.backlog.values() for issue in issues if topic in issue.summary.lower()]
