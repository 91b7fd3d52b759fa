"""Mails: they are rendered from templates, stored in the transaction that needs them, and sent by a job."""
