"""OAuth 2.0: applications, what people allow them, and the tokens they get for it."""
