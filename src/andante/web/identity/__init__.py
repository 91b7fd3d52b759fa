"""Pages for sign-in, passwords, API tokens and authorized applications, and the OAuth 2.0 endpoints."""
