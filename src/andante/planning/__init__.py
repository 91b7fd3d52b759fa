"""Plans, flex plans and plan approvals."""
