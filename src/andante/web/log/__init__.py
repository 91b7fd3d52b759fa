"""The page and the dialog that log time."""
