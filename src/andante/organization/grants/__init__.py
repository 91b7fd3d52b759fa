"""Grants: what permission roles give to whom. The roles themselves are in `permissions`, above the teams."""
