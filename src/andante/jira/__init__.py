"""The part of Jira's REST API that Tempo scripts use: users, projects, issues, worklogs and search with JQL."""
