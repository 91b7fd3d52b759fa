"""What happens in Andante, for other programs: webhooks."""
