"""Access: one table for all bearer tokens, OAuth applications and grants, sign-in

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _tokens()
    _oauth()
    _signin()


def _tokens() -> None:
    """`api_tokens` becomes `tokens`, which holds those of applications too."""
    op.create_table(
        "tokens",
        sa.Column("id", KEY, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("account_id", sa.String(length=128), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("created_at", sa.String(length=20), nullable=False),
        sa.Column("expires_at", sa.String(length=20), nullable=False),
        sa.Column("last_used_at", sa.String(length=20), nullable=True),
        sa.Column("revoked_at", sa.String(length=20), nullable=True),
        sa.CheckConstraint("kind IN ('API', 'APPLICATION')", name=op.f("ck_tokens_kind")),
        sa.ForeignKeyConstraint(["account_id"], ["users.account_id"], name=op.f("fk_tokens_account_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tokens")),
        sa.UniqueConstraint("digest", name=op.f("uq_tokens_digest")),
        sqlite_autoincrement=True,
    )
    kept = "id, account_id, name, digest, scopes, created_at, expires_at, last_used_at, revoked_at"
    op.execute(f"INSERT INTO tokens (kind, {kept}) SELECT 'API', {kept} FROM api_tokens")  # noqa: S608
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SELECT setval('tokens_id_seq', nextval('api_tokens_id_seq'), false)")
    op.drop_table("api_tokens")
    op.create_index("ix_tokens_account_id", "tokens", ["account_id"], unique=False)


def _oauth() -> None:
    op.create_table(
        "oauth_applications",
        sa.Column("id", KEY, nullable=False),
        sa.Column("client_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("redirect_uris", sa.Text(), nullable=False),
        sa.Column("client_type", sa.String(length=20), nullable=False),
        sa.Column("secret_digest", sa.String(length=64), nullable=True),
        sa.Column("created_at", sa.String(length=20), nullable=False),
        sa.CheckConstraint("(client_type = 'PUBLIC') = (secret_digest IS NULL)", name=op.f("ck_oauth_applications_secret")),
        sa.CheckConstraint("client_type IN ('CONFIDENTIAL', 'PUBLIC')", name=op.f("ck_oauth_applications_client_type")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_oauth_applications")),
        sa.UniqueConstraint("client_id", name=op.f("uq_oauth_applications_client_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "oauth_grants",
        sa.Column("id", KEY, nullable=False),
        sa.Column("application_id", KEY, nullable=False),
        sa.Column("account_id", sa.String(length=128), nullable=False),
        sa.Column("scope", sa.String(length=50), nullable=False),
        sa.Column("created_at", sa.String(length=20), nullable=False),
        sa.Column("revoked_at", sa.String(length=20), nullable=True),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["oauth_applications.id"],
            name=op.f("fk_oauth_grants_application_id_oauth_applications"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["account_id"], ["users.account_id"], name=op.f("fk_oauth_grants_account_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_oauth_grants")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_oauth_grants_application_id", "oauth_grants", ["application_id"], unique=False)
    op.create_index("ix_oauth_grants_account_id", "oauth_grants", ["account_id"], unique=False)

    op.create_table(
        "oauth_codes",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("grant_id", KEY, nullable=False),
        sa.Column("redirect_uri", sa.Text(), nullable=True),
        sa.Column("challenge", sa.String(length=128), nullable=True),
        sa.Column("expires_at", sa.String(length=20), nullable=False),
        sa.Column("used_at", sa.String(length=20), nullable=True),
        sa.ForeignKeyConstraint(["grant_id"], ["oauth_grants.id"], name=op.f("fk_oauth_codes_grant_id_oauth_grants"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_oauth_codes")),
    )
    op.create_index("ix_oauth_codes_grant_id", "oauth_codes", ["grant_id"], unique=False)
    op.create_index("ix_oauth_codes_expires_at", "oauth_codes", ["expires_at"], unique=False)

    op.create_table(
        "oauth_refresh_tokens",
        sa.Column("id", KEY, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("grant_id", KEY, nullable=False),
        sa.Column("access_token_id", KEY, nullable=False),
        sa.Column("expires_at", sa.String(length=20), nullable=False),
        sa.Column("used_at", sa.String(length=20), nullable=True),
        sa.ForeignKeyConstraint(["access_token_id"], ["tokens.id"], name=op.f("fk_oauth_refresh_tokens_access_token_id_tokens")),
        sa.ForeignKeyConstraint(
            ["grant_id"], ["oauth_grants.id"], name=op.f("fk_oauth_refresh_tokens_grant_id_oauth_grants"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_oauth_refresh_tokens")),
        sa.UniqueConstraint("digest", name=op.f("uq_oauth_refresh_tokens_digest")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_oauth_refresh_tokens_grant_id", "oauth_refresh_tokens", ["grant_id"], unique=False)
    op.create_index("ix_oauth_refresh_tokens_access_token_id", "oauth_refresh_tokens", ["access_token_id"], unique=False)


def _signin() -> None:
    op.create_table(
        "passwords",
        sa.Column("account_id", sa.String(length=128), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["users.account_id"], name=op.f("fk_passwords_account_id_users")),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_passwords")),
    )
    op.create_table(
        "password_links",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=128), nullable=False),
        sa.Column("expires_at", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["users.account_id"], name=op.f("fk_password_links_account_id_users")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_password_links")),
    )
    op.create_index("ix_password_links_account_id", "password_links", ["account_id"], unique=False)

    op.create_table(
        "sessions",
        sa.Column("id", KEY, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=128), nullable=False),
        sa.Column("created_at", sa.String(length=20), nullable=False),
        sa.Column("expires_at", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["users.account_id"], name=op.f("fk_sessions_account_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
        sa.UniqueConstraint("digest", name=op.f("uq_sessions_digest")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_sessions_account_id", "sessions", ["account_id"], unique=False)
    op.create_index("ix_sessions_expires_at", "sessions", ["expires_at"], unique=False)

    op.create_table(
        "identities",
        sa.Column("issuer", sa.String(length=255), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("account_id", sa.String(length=128), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["users.account_id"], name=op.f("fk_identities_account_id_users")),
        sa.PrimaryKeyConstraint("issuer", "subject", name=op.f("pk_identities")),
    )
    op.create_index("ix_identities_account_id", "identities", ["account_id"], unique=False)

    op.create_table(
        "signin_attempts",
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.String(length=20), nullable=False),
        sa.Column("blocked_until", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_signin_attempts")),
    )
    op.create_index("ix_signin_attempts_last_at", "signin_attempts", ["last_at"], unique=False)
