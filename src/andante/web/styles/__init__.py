"""The page that shows all components."""
