"""Tests of the user commands against the real server."""
