"""What must be true of stored roles in teams."""

from sqlalchemy import true

from andante.kit.checks import exactly_one

from .store import team_roles

CHECKS = [exactly_one("Default role", team_roles.c.is_default == true(), "default roles", "Restore a backup: andante admin restore")]
