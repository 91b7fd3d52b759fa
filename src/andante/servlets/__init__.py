"""Servlets: exports worklogs to payroll and ERP systems as XML and Excel, and stores the results that they report."""
