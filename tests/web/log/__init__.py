"""Tests of the page and the dialog that log time."""
