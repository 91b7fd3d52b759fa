"""Permission roles: what people may do to each other's records."""
