"""Servlets: export worklogs to payroll and ERP systems as XML and Excel, and store the results that these systems report."""
