"""Runs the application on Granian: receives request bodies, sends responses, and keeps the workers running."""
