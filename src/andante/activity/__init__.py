"""What happens in Andante: the audit log, notifications, and webhooks for other programs."""
