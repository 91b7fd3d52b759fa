"""Reduces English words to the part that their forms have in common, so that a search for one form finds the others."""

MIN_STEM_LENGTH = 4
MIN_SINGULAR_LENGTH = 3
DOUBLED = frozenset("bdgkmnprt")
"""Consonants that are doubled before an ending: `planning`, `logged`."""


def stem(word: str) -> str:
    """The stem of a word: `import` for `imported`, `plan` for `planning`. A word that ends with `*` is a prefix and stays the same,
    without the `*`."""
    if word.endswith("*"):
        return word.rstrip("*")
    lower = word.lower()
    for ending in ("ings", "ing", "ed", "ies", "es"):
        if lower.endswith(ending) and len(word) - len(ending) >= MIN_STEM_LENGTH:
            return _without_doubled_consonant(word[: -len(ending)], ending)
    if lower.endswith("s") and not lower.endswith(("ss", "us", "is")) and len(word) > MIN_SINGULAR_LENGTH:
        return word[:-1]
    return word


def _without_doubled_consonant(word: str, ending: str) -> str:
    is_doubled = ending in ("ings", "ing", "ed") and word[-1] == word[-2] and word[-1].lower() in DOUBLED
    return word[:-1] if is_doubled else word
