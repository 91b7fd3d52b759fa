"""The web pages, with one folder for each screen. Screens import from `shell`, never from each other."""
