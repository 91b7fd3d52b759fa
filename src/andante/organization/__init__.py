"""Teams, roles, generic resources, skills and permissions."""
