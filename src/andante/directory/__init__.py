"""People, projects and issues."""
