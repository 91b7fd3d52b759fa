"""What Alder & Finch works on: seven projects and what concerns nobody but themselves."""

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
                          "payment retries", "settlement files", "tax rates", "instalments"],
    ("CARE", "Customer Care"): ["the help centre", "ticket routing", "canned answers", "the chat widget", "satisfaction surveys",
                                "callback requests", "the complaints process", "address changes", "the status page", "partner requests"],
}  # fmt: skip
TEAMS = {"Platform": ("API", "OPS"), "Mobile": ("APP", "SHOP"), "Data": ("DWH", "PAY"), "Customer Care": ("CARE", "SHOP")}
FORMS = [
    ("Story", "Build {}", (16, 60)),
    ("Bug", "{}: error {}", (2, 10)),
    ("Task", "Document {}", (3, 10)),
    ("Improvement", "Speed up {}", (8, 30)),
]
"""Type, summary, and from how many to how many hours it is estimated."""
TROUBLES = ["after a time-out", "for accounts with umlauts", "on slow connections", "at midnight UTC",
            "with empty input", "for very long names", "when done twice", "behind the company proxy", "after the last release",
            "on the second try"]  # fmt: skip
ROUTINE = ["Daily stand-up", "Sprint planning", "Sprint review", "Retrospective", "One-to-one", "Company meeting", "Interviews",
           "Training", "Onboarding", "Email and administration", "Travel", "Team event", "Security training", "Budget planning",
           "Recruiting", "Knowledge sharing", "Office move", "Works council", "Hardware problems", "Open door hour"]  # fmt: skip


CATEGORIES = {"OPS": "Platform", "DWH": "Platform"}
"""Where a project is no product."""
VERSIONS = {"1.0": 14, "2.0": 28, "3.0": 40}
"""Up to which number the issues are for which version."""
COMPONENTS = ["Interface", "Logic", "Data"]
DONE, BEGUN = 34, 38
"""Up to which number the issues are."""


def start(company: Company) -> None:
    """All of it is planned before anybody logs time."""
    call = company.on(company.today - dt.timedelta(days=DAYS + 14))
    chance, details = company.chance("projects"), company.chance("details of issues")
    by_project: dict[str, list[IssueRecord]] = {}
    for (key, name), topics in PROJECTS.items():
        people = [person for team, keys in TEAMS.items() if key in keys for person in company.staff[team]]
        company.projects[key] = projects.add(
            call, ProjectInput(key=key, name=name, category=CATEGORIES.get(key, "Products"), lead=people[0].account_id)
        )
        _divide(call, key)
        by_project[key] = [issues.add(call, _detailed(given, people, details)) for given in _issues(key, topics, chance)]
    for team, keys in TEAMS.items():
        company.work[team] = [issue for pair in zip(*(by_project[key] for key in keys), strict=True) for issue in pair]
    company.projects["INT"] = projects.add(call, ProjectInput(key="INT", name="Internal", category="Internal"))
    for number, summary in enumerate(ROUTINE, 1):
        company.routine[summary] = issues.add(call, IssueInput(key=f"INT-{number}", summary=summary, status="In Progress"))


def _divide(call: Call, key: str) -> None:
    for name, last in VERSIONS.items():
        projects.add_version(call, VersionInput(project=key, name=name, released=last < DONE))
    for name in COMPONENTS:
        projects.add_component(call, ComponentInput(project=key, name=name))


def _issues(key: str, topics: list[str], chance: Random) -> Iterator[IssueInput]:
    """Each topic in each form, in no particular order. What is planned after the story of its topic is a part of that."""
    planned = [(topic, form) for topic in topics for form in FORMS]
    chance.shuffle(planned)
    stories: dict[str, str] = {}
    for number, (topic, (type, words, hours)) in enumerate(planned, 1):
        parent = stories.get(topic) if type == "Task" else None
        if type == "Story":
            stories[topic] = f"{key}-{number}"
        yield IssueInput(
            key=f"{key}-{number}",
            summary=_capitalised(words.format(topic, chance.choice(TROUBLES))),
            type="Sub-task" if parent else type,
            parent=parent,
            original_estimate_seconds=chance.randint(*hours) * 3600,
            status="Done" if number <= DONE else "In Progress" if number <= BEGUN else "To Do",
            versions=[next(version for version, last in VERSIONS.items() if number <= last)],
        )


def _detailed(given: IssueInput, people: list[UserRecord], chance: Random) -> IssueInput:
    return msgspec.structs.replace(
        given,
        priority=chance.choice(["Highest", "High", "High", "Medium", "Medium", "Medium", "Medium", "Low", "Lowest"]),
        reporter=chance.choice(people).account_id,
        assignee=None if given.status == "To Do" else chance.choice(people).account_id,
        components=[chance.choice(COMPONENTS)],
    )


def _capitalised(words: str) -> str:
    return words[0].upper() + words[1:]
