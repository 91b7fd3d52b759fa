"""Issues: what time is logged on."""
