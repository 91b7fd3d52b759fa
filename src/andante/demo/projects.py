"""What Alder & Finch works on: seven projects and what concerns nobody but themselves."""

from random import Random

from ..issues import actions as issues
from ..issues.rules import IssueRecord
from ..issues.wire import IssueInput, ProjectInput
from .company import Company

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


def start(company: Company) -> None:
    chance = company.chance("projects")
    by_project: dict[str, list[IssueRecord]] = {}
    for (key, name), topics in PROJECTS.items():
        issues.add_project(company.call, ProjectInput(key=key, name=name))
        by_project[key] = _issues(company, key, topics, chance)
    for team, keys in TEAMS.items():
        company.work[team] = [issue for pair in zip(*(by_project[key] for key in keys), strict=True) for issue in pair]
    issues.add_project(company.call, ProjectInput(key="INT", name="Internal"))
    for number, summary in enumerate(ROUTINE, 1):
        company.routine[summary] = issues.add_issue(company.call, IssueInput(key=f"INT-{number}", summary=summary))


def _issues(company: Company, key: str, topics: list[str], chance: Random) -> list[IssueRecord]:
    """Each topic in each form, in no particular order."""
    planned = [(topic, form) for topic in topics for form in FORMS]
    chance.shuffle(planned)
    return [
        issues.add_issue(
            company.call,
            IssueInput(
                key=f"{key}-{number}",
                summary=_capitalised(words.format(topic, chance.choice(TROUBLES))),
                type=type,
                original_estimate_seconds=chance.randint(*hours) * 3600,
            ),
        )
        for number, (topic, (type, words, hours)) in enumerate(planned, 1)
    ]


def _capitalised(words: str) -> str:
    return words[0].upper() + words[1:]
