"""What must be true of stored workload schemes."""

from sqlalchemy import true

from andante.kit.checks import exactly_one

from .store import workload_schemes

CHECKS = [
    exactly_one(
        "Default workload scheme",
        workload_schemes.c.is_default == true(),
        "default workload schemes",
        "Make one scheme the default: andante api set_default_workload_scheme ID",
    )
]
