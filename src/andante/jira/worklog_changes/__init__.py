"""Changed and deleted worklogs since a time, for Jira clients that copy worklogs."""
