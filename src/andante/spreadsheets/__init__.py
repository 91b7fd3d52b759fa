"""Writes tables as files for spreadsheet programs: CSV, Excel (XLSX) and OpenDocument (ODS)."""
