"""JQL, Jira's query language: parses queries and compiles them into search conditions."""
