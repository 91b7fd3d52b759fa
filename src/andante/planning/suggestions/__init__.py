"""Suggests issues to log time on."""
