"""The issues that users marked as favorites, to log time on them quickly."""
