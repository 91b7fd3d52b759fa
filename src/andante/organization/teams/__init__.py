"""Teams, who is in them and when, and the programs that they belong to."""
