"""The command line for people, against the real server."""
