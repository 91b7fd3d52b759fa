"""Customers and account categories: whom accounts are for, and of what kind they are."""
