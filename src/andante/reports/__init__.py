"""Reports on planned and logged time."""
