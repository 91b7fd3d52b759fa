"""API tokens, sign-in and OAuth 2.0: what this area adds to the server."""

from sqlalchemy import Table

from .oauth import store as oauth
from .signin import store as signin
from .tokens import store as tokens

TABLES: list[Table] = [
    tokens.tokens,
    signin.passwords,
    signin.password_links,
    signin.sessions,
    signin.identities,
    signin.signin_attempts,
    oauth.oauth_applications,
    oauth.oauth_grants,
    oauth.oauth_codes,
    oauth.oauth_refresh_tokens,
]
