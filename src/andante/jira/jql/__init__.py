"""JQL: parsing a query and turning it into conditions."""
