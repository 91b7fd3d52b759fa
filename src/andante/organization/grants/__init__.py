"""Grants: the permissions that users hold. Permission roles grant them; the domain `permissions` manages those roles."""
