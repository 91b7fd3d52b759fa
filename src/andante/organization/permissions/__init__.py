"""Permission roles: sets of permissions that are granted to people, over teams or over everyone."""
