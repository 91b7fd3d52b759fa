"""The setup of a new server: its first administrator, company, team and project."""
