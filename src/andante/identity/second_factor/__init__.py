"""Second factors of a sign-in: codes of an authenticator app (TOTP), passkeys and recovery codes."""
