"""The global configuration: how time is logged and approved here."""
