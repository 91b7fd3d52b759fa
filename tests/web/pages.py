"""The paths of all pages that a test can open, and who may see them: `pages.tsv`."""

from pathlib import Path
from typing import NamedTuple

from tests.cast import NAMES

MEANINGS = {
    "yes": "sees the page",
    "no": "403: may know that the page exists, but not see it",
    "hidden": "404: for this person, the page or what it shows doesn't exist",
    "sign-in": "must sign in first",
    "redirect": "gets to another page",
}


class Row(NamedTuple):
    """A page, and what each person gets there. `visitor` is not signed in. A path may have a query string."""

    path: str
    visitor: str
    alice: str
    bob: str
    carol: str
    dave: str
    eve: str
    frank: str

    @property
    def outcomes(self) -> dict[str, str]:
        return dict(zip(("visitor", *NAMES), self[1:], strict=True))

    @property
    def viewers(self) -> set[str]:
        """The people of the cast who see the page."""
        return {name for name in NAMES if self.outcomes[name] == "yes"}


ROWS = [Row(*line.split("\t")) for line in Path(__file__).with_suffix(".tsv").read_text(encoding="utf-8").splitlines()[1:]]

PUBLIC_PAGES = tuple(row.path for row in ROWS if row.visitor == "yes")
"""Pages that need no sign-in."""

EVERYONE = tuple(row.path for row in ROWS if row.viewers == {*NAMES})
"""Pages that every user may open."""

ADMINISTRATION = tuple(row.path for row in ROWS if row.viewers == {"carol"})
"""Pages for administrators."""

PAGES = tuple(row.path for row in ROWS if row.path not in PUBLIC_PAGES and row.carol != "redirect")
"""Pages for users who are signed in, and the page for errors. The administrator gets each of them."""

OTHER_ENDPOINTS = {
    "home.home": "redirects; tests/web/home",
    "accounts.account": "needs an account; tests/web/admin/test_team_pages.py",
    "webhooks.subscription": "needs a subscription; tests/web/admin/test_webhooks_page.py",
    "second_factor.check": "needs a second factor; tests/identity/second_factor",
    "second_step.form": "needs the right password; tests/identity/second_factor",
    "oauth.authorize": "needs the parameters of an application; tests/identity/oauth",
    "oauth.authorize_redirect": "needs the parameters of an application; tests/identity/oauth",
    "sheets.next_sheet": "redirects; tests/web/approvals/test_sheet.py",
    "signin.password_form": "needs a link; tests/identity/signin/test_password_link.py",
    "setup.form": "needs the link of a new server; tests/onboarding/setup",
    "audit.download": "a file; tests/web/admin/test_audit_page.py",
    "reports.file": "files; tests/web/reports",
    "speculation_rules": "JSON; test_layout.py",
    "log.manifest": "JSON; tests/web/log/test_log_page.py",
    "static": "files; test_assets.py",
}
"""Paths that aren't in the lists above, and why."""
