"""E-mail: templates, a queue that a background job sends, and its log."""
