"""The page on which users choose how the pages look for them, and see where they are signed in."""
