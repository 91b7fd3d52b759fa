"""Registers all pages and creates the WSGI application that serves them."""

from collections.abc import Mapping

from andante.kit.database import Database
from andante.kit.settings import Settings

from .admin.accounts import account_pages
from .admin.audit import audit
from .admin.company import company
from .admin.holidays import holiday_pages
from .admin.invitations import invitations
from .admin.mail import mail
from .admin.roles import role_pages
from .admin.servlets import servlets
from .admin.teams import team_pages
from .admin.views import administration
from .admin.webhooks import webhook_pages
from .approvals.sheet import sheet_pages
from .approvals.views import approval_pages
from .calendar.views import calendar_pages
from .home.views import home_pages
from .identity.access import access
from .identity.oauth import oauth
from .identity.second_factor import second_factor
from .identity.second_step import second_step
from .identity.setup import setup
from .identity.signin import signin
from .log.views import log
from .notifications.views import notification_pages
from .reference.documents import OpenApiDocument
from .reference.views import EXTENSION, reference
from .reports.views import report_pages
from .settings.views import settings as settings_pages
from .shell.pages import Pages
from .styles.views import styles
from .week.submit import submission
from .week.views import week_pages

SCREENS = (
    home_pages,
    signin,
    setup,
    second_step,
    second_factor,
    oauth,
    access,
    administration,
    audit,
    company,
    team_pages,
    holiday_pages,
    account_pages,
    role_pages,
    invitations,
    mail,
    servlets,
    webhook_pages,
    styles,
    reference,
    calendar_pages,
    approval_pages,
    sheet_pages,
    log,
    notification_pages,
    report_pages,
    settings_pages,
    week_pages,
    submission,
)


def create_site(database: Database, settings: Settings, documents: Mapping[str, OpenApiDocument] | None = None) -> Pages:
    """The pages and the OAuth endpoints. Sign-in with an OpenID provider is added if one is configured. `documents`: what the pages of
    the API reference show, by the first segment of their paths."""
    pages = Pages(database, settings)
    pages.extensions[EXTENSION] = documents or {}
    for blueprint in SCREENS:
        pages.register_blueprint(blueprint)
    if settings.oidc_issuer:
        from .identity.openid import openid, register_provider  # Authlib's client and what it imports need 16 MB

        pages.register_blueprint(openid)
        register_provider(pages)
    return pages
