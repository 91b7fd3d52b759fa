"""Projects, their versions and their components."""
