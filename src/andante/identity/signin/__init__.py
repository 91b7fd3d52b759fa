"""Signing in: passwords, sessions, identities at an OpenID provider, and limits on failed attempts."""
