"""API tokens, sign-in and OAuth 2.0."""
