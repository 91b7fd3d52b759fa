"""Who works: the directory of users."""
