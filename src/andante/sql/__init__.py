"""What is known of SQLite and PostgreSQL, and of nothing else."""
