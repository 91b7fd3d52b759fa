"""What an external system, like payroll or an ERP, is told of worklogs and answers to them."""
