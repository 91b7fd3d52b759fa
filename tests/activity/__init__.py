"""Tests of the activity area."""
