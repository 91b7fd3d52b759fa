"""Issue search: finds issues by their fields and by who logged time on them when."""
