"""Permission roles with the teams that they reach: what the API shows of `permissions`, which lies below the teams."""
