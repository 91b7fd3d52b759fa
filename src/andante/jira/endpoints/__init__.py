"""The Jira endpoints under `/rest/api`."""
