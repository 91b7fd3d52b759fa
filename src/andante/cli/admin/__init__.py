"""The administrator's commands, which work on the database."""
