"""Accounts, which time is billed to or reported on, and their links to projects and issues."""
