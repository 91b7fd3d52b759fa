"""Plans: the time that users or generic resources are planned to work on issues and projects, and its approval."""
