"""API tokens and the tokens of OAuth applications."""
