"""API tokens, sign-in, OAuth 2.0 and preferences."""
