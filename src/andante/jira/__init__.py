"""The part of Jira's REST API that Tempo scripts use, with JQL search, served from the directory."""
