"""The samples in deploy/."""
