"""Plans, their days and approvals, and flex plans."""
