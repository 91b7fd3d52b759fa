"""The servlets: worklogs for payroll and ERP systems as XML and Excel, and what these answer."""
