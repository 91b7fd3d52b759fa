"""Creates the projects and issues of Alder & Finch: seven projects, and an internal one."""

import datetime as dt
from collections.abc import Iterator
from random import Random

import msgspec

from andante.directory.issues import actions as issues
from andante.directory.issues.rules import IssueRecord
from andante.directory.issues.wire import IssueInput
from andante.directory.people.rules import UserRecord
from andante.directory.projects import actions as projects
from andante.directory.projects.wire import ComponentInput, ProjectInput, VersionInput
from andante.kit.call import Call

from .company import DAYS, Company

PROJECTS = {
    ("SHOP", "Web Shop"): ["product search", "the basket", "guest checkout", "gift cards", "product pages", "order history",
                           "wish lists", "delivery dates", "returns", "the sale banner"],
    ("APP", "Mobile App"): ["push messages", "the barcode scanner", "offline mode", "sign-in with a fingerprint", "store finder",
                            "the loyalty card", "dark mode", "app onboarding", "photo reviews", "deep links"],
    ("API", "Partner API"): ["order webhooks", "stock levels", "rate limits", "API keys", "price lists", "bulk uploads",
                             "the sandbox", "pagination", "shipment tracking", "error messages"],
    ("OPS", "Infrastructure"): ["database backups", "the build pipeline", "log retention", "certificate renewal", "the staging cluster",
                                "alert rules", "secret rotation", "image caching", "blue-green releases", "disk usage"],
    ("DWH", "Data Warehouse"): ["the sales cube", "nightly loads", "customer segments", "the margin report", "stock forecasts",
                                "data quality checks", "returns analysis", "campaign tracking", "the finance export", "event schemas"],
    ("PAY", "Payments"): ["card payments", "invoices by email", "refunds", "direct debit", "fraud checks", "currency rounding",
                          "payment retries", "settlement files", "tax rates", "installments"],
    ("CARE", "Customer Care"): ["the help center", "ticket routing", "canned answers", "the chat widget", "satisfaction surveys",
                                "callback requests", "the complaints process", "address changes", "the status page", "partner requests"],
}  # fmt: skip
TEAMS = {"Platform": ("API", "OPS"), "Mobile": ("APP", "SHOP"), "Data": ("DWH", "PAY"), "Customer Care": ("CARE", "SHOP")}
ISSUE_TEMPLATES = [
    ("Story", "Build {}", (16, 60)),
    ("Bug", "{}: error {}", (2, 10)),
    ("Task", "Document {}", (3, 10)),
    ("Improvement", "Speed up {}", (8, 30)),
]
"""Issue type, template of the summary, and range of the estimate in hours."""
ERROR_CONDITIONS = ["after a time-out", "for accounts with umlauts", "on slow connections", "at midnight UTC",
            "with empty input", "for very long names", "when done twice", "behind the company proxy", "after the last release",
            "on the second try"]  # fmt: skip
ROUTINE = ["Daily stand-up", "Sprint planning", "Sprint review", "Retrospective", "One-to-one", "Company meeting", "Interviews",
           "Training", "Onboarding", "Email and administration", "Travel", "Team event", "Security training", "Budget planning",
           "Recruiting", "Knowledge sharing", "Office move", "Works council", "Hardware problems", "Open door hour"]  # fmt: skip


CATEGORIES = {"OPS": "Platform", "DWH": "Platform"}
"""Categories of projects that aren't products."""
VERSIONS = {"1.0": 14, "2.0": 28, "3.0": 40}
"""The last issue number of each version."""
COMPONENTS = ["Interface", "Logic", "Data"]
DONE, IN_PROGRESS = 34, 38
"""The last issue number with this status."""


def create_projects(company: Company) -> None:
    """Creates the projects and issues on a day before the first worklog."""
    call = company.on(company.today - dt.timedelta(days=DAYS + 14))
    random, details = company.random("projects"), company.random("details of issues")
    by_project: dict[str, list[IssueRecord]] = {}
    for (key, name), topics in PROJECTS.items():
        people = [person for team, keys in TEAMS.items() if key in keys for person in company.staff[team]]
        company.projects[key] = projects.add(
            call, ProjectInput(key=key, name=name, category=CATEGORIES.get(key, "Products"), lead=people[0].account_id)
        )
        _add_versions_and_components(call, key)
        by_project[key] = [issues.add(call, _with_details(given, people, details)) for given in _issues(key, topics, random)]
    for team, keys in TEAMS.items():
        company.backlog[team] = [issue for pair in zip(*(by_project[key] for key in keys), strict=True) for issue in pair]
    company.projects["INT"] = projects.add(call, ProjectInput(key="INT", name="Internal", category="Internal"))
    for number, summary in enumerate(ROUTINE, 1):
        company.routine[summary] = issues.add(call, IssueInput(key=f"INT-{number}", summary=summary, status="In Progress"))


def _add_versions_and_components(call: Call, key: str) -> None:
    for name, last in VERSIONS.items():
        projects.add_version(call, VersionInput(project=key, name=name, released=last < DONE))
    for name in COMPONENTS:
        projects.add_component(call, ComponentInput(project=key, name=name))


def _issues(key: str, topics: list[str], random: Random) -> Iterator[IssueInput]:
    """Yields an issue for each topic and template, in random order. A task that follows the story of its topic is a sub-task of it."""
    planned = [(topic, template) for topic in topics for template in ISSUE_TEMPLATES]
    random.shuffle(planned)
    stories: dict[str, str] = {}
    for number, (topic, (type, summary, hours)) in enumerate(planned, 1):
        parent = stories.get(topic) if type == "Task" else None
        if type == "Story":
            stories[topic] = f"{key}-{number}"
        yield IssueInput(
            key=f"{key}-{number}",
            summary=_capitalized(summary.format(topic, random.choice(ERROR_CONDITIONS))),
            type="Sub-task" if parent else type,
            parent=parent,
            original_estimate_seconds=random.randint(*hours) * 3600,
            status="Done" if number <= DONE else "In Progress" if number <= IN_PROGRESS else "To Do",
            versions=[next(version for version, last in VERSIONS.items() if number <= last)],
        )


def _with_details(given: IssueInput, people: list[UserRecord], random: Random) -> IssueInput:
    return msgspec.structs.replace(
        given,
        priority=random.choice(["Highest", "High", "High", "Medium", "Medium", "Medium", "Medium", "Low", "Lowest"]),
        reporter=random.choice(people).account_id,
        assignee=None if given.status == "To Do" else random.choice(people).account_id,
        components=[random.choice(COMPONENTS)],
    )


def _capitalized(text: str) -> str:
    return text[0].upper() + text[1:]
