"""Signing in: passwords, sessions, identities at an OpenID provider, and patience with those who guess."""
