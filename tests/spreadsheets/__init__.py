"""Tests of files for spreadsheet programs."""
