"""Dashboard: what a team lead should do something about today."""
