"""Customers and account categories."""
