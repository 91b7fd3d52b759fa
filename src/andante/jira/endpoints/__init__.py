"""The endpoints on Jira's own paths."""
