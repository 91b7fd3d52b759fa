"""The table of who may do what with which operation, `operations.tsv`, as data."""

from pathlib import Path
from typing import NamedTuple

FILE = Path(__file__).parent / "operations.tsv"

PEOPLE = ("self", "lead", "holder", "other", "administrator")
"""alice herself, the lead of her team, who holds the permission that is named (over her team where it is about people, else
over everyone), somebody who has to do with neither, and an administrator."""

MEANINGS = {
    "yes": "may do it, and sees what it is about",
    "own": "is answered, without what they may not see",
    "no": "403: sees it, and may not do it",
    "hidden": "404: what it is about does not exist for them",
    "-": "no permission would help",
}


class Row(NamedTuple):
    operation: str
    permission: str
    """The name of a permission that gives the right to do it, or `-`."""
    self: str
    lead: str
    holder: str
    other: str
    administrator: str

    @property
    def outcomes(self) -> dict[str, str]:
        return dict(zip(PEOPLE, self[2:], strict=True))


def rows() -> list[Row]:
    return [Row(*line.split("\t")) for line in FILE.read_text(encoding="utf-8").splitlines()[1:]]
