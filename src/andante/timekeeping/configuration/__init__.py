"""The global configuration: rules for logging, planning and approving time."""
