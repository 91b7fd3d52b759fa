"""The web pages: sign-in, API tokens, OAuth, administration, calendar feeds and the API reference."""
