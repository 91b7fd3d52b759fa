"""Grants: the permissions that users hold. The permission roles that grant them are managed in `permissions`, above teams."""
