"""Plans: who is to work when, how long, on what."""
