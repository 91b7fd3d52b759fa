"""Programs: groups of teams."""
