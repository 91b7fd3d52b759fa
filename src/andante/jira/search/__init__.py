"""Finding issues: by what they are, and by who worked on them when."""
