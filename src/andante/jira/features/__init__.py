"""Reports to Jira clients what the caller may do, and that features of Jira which Andante doesn't have are empty."""
