"""Periods: the weeks or months for which timesheets are approved."""
