"""Reads `operations.tsv`: for each operation, who may call it."""

from pathlib import Path
from typing import NamedTuple

FILE = Path(__file__).parent / "operations.tsv"

PEOPLE = ("self", "lead", "holder", "other", "administrator")
"""alice herself; the lead of her team; a user who holds the named permission (over her team if it is about people, otherwise over
everyone); an unrelated user; and an administrator."""

MEANINGS = {
    "yes": "may call the operation and sees the data",
    "own": "may call the operation, but the response leaves out data that the caller may not view",
    "no": "403: may view the data, but may not call the operation",
    "hidden": "404: the data does not exist for this caller",
    "-": "no permission allows it",
}


class Row(NamedTuple):
    operation: str
    permission: str
    """The name of a permission that allows the operation, or `-`."""
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
