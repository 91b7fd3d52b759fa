"""How the two databases are opened and how statements run on them fast."""
