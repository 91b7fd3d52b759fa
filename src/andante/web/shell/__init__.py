"""What all pages share: the Flask application, sessions, forms, static files, layout and styles."""
