"""How each user wants pages to look: language, formats and colors."""
