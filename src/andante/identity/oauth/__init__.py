"""OAuth 2.0: applications, the authorizations that users grant them, and their tokens."""
