"""The paths of all pages that a test can open, by who may see them."""

PUBLIC_PAGES = ("/signin",)
"""Pages that need no sign-in."""

EVERYONE = ("/", "/calendar", "/tokens", "/granted", "/my-password", "/settings")
"""Pages that every user may open."""

ADMINISTRATION = ("/people", "/people/712020:alice", "/projects", "/projects/10000", "/applications", "/servlets", "/styles")
"""Pages for administrators."""

PAGES = (*EVERYONE, *ADMINISTRATION, "/nothing")
"""Pages that an administrator sees, and the page for errors."""

OTHER_ENDPOINTS = {
    "oauth.authorize": "needs the parameters of an application; tests/identity/oauth",
    "oauth.authorize_redirect": "needs the parameters of an application; tests/identity/oauth",
    "signin.password_form": "needs a link; tests/identity/signin/test_password_link.py",
    "speculation_rules": "JSON; test_layout.py",
    "static": "files; test_assets.py",
}
"""Paths that aren't in the lists above, and why."""
