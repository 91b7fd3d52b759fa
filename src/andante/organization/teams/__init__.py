"""Teams, their links to projects and their generic resources."""
