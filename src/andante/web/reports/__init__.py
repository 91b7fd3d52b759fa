"""Reports on logged time: the report, its filters, the worklogs behind a figure, and files."""
