"""Issues, on which time is logged."""
