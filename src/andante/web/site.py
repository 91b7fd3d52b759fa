"""Registers all pages and creates the WSGI application that serves them."""

from andante.kit.database import Database
from andante.kit.settings import Settings

from .access import access
from .administration import administration
from .home import home_pages
from .oauth import oauth
from .openid import openid, register_provider
from .pages import Pages
from .servlets import servlets
from .signin import signin


def create_site(database: Database, settings: Settings) -> Pages:
    """The pages and the OAuth endpoints. Sign-in with an OpenID provider is added if one is configured."""
    pages = Pages(database, settings)
    for blueprint in (home_pages, signin, oauth, access, administration, servlets):
        pages.register_blueprint(blueprint)
    if settings.oidc_issuer:
        pages.register_blueprint(openid)
        register_provider(pages)
    return pages
