"""Worklog exports: what external systems like payroll or an ERP get, and the results that they report."""
