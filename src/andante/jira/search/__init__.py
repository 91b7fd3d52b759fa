"""Issue search: finds issues by their fields, and by the authors and dates of their worklogs."""
