"""Words what the database itself refuses: where two writers got past the rules at the same time."""

import re

from sqlalchemy.exc import IntegrityError

from ..sql.violations import violated
from .errors import Invalid


def as_refusal(error: IntegrityError) -> Invalid:
    """The violated constraint as a refusal. The rules say the same earlier and better where nobody interferes; this is for
    two who create the same key at once, or one who refers to what another deletes."""
    kind, table, name = violated(error)
    what = re.sub(rf"^(uq|fk|ck|pk)_({table}_)?", "", name).replace("_", " ")
    where = f" in {table.replace('_', ' ')}" if table else ""
    match kind:
        case "UNIQUE":
            return Invalid(f"There is an entry with the same {what}{where} already")
        case "EXCLUDE":
            return Invalid(f"It overlaps with an entry{where}")
        case "FOREIGN KEY":
            return Invalid("Something that this refers to has just been deleted, or something new refers to what this deletes. Try again")
    return Invalid(f"The value of {what}{where} is not possible")
