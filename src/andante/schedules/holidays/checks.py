"""What must be true of stored holiday schemes."""

from sqlalchemy import true

from andante.kit.checks import exactly_one

from .store import holiday_schemes

CHECKS = [
    exactly_one(
        "Default holiday scheme",
        holiday_schemes.c.is_default == true(),
        "default holiday schemes",
        "Make one scheme the default: andante api set_default_scheme ID",
    )
]
