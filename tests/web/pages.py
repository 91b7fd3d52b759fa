"""The paths of all pages that a test can open, by who may see them."""

PUBLIC_PAGES = ("/signin",)
"""Pages that need no sign-in."""

EVERYONE = ("/", "/tokens", "/granted", "/my-password")
"""Pages that every user may open."""

ADMINISTRATION = ("/people", "/people/712020:alice", "/projects", "/projects/10000", "/applications", "/servlets", "/styles")
"""Pages for administrators."""

PAGES = (*EVERYONE, *ADMINISTRATION, "/nothing")
"""Pages that an administrator sees, and the page for errors."""
