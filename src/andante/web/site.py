"""All pages together."""

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


def site(database: Database, settings: Settings) -> Pages:
    """The pages and the OAuth endpoints as a WSGI application."""
    pages = Pages(database, settings)
    for part in (home_pages, signin, oauth, access, administration, servlets):
        pages.register_blueprint(part)
    if settings.oidc_issuer:
        pages.register_blueprint(openid)
        register_provider(pages)
    return pages
