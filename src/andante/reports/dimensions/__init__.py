"""The dimensions by which reports on logged time group worklogs."""
