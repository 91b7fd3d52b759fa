"""Exports everything that Andante knows about a person, and makes a person anonymous.

rules    what happens to each column that refers to people, and how names are removed from records (docs/privacy.md)
store    every SQL statement: counts, reads, moves and deletes rows of any table
actions  the export and the anonymization
"""
