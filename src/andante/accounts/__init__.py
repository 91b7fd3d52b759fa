"""Accounts with their links, customers and categories."""
