"""Lists of plans and the filters that select them."""
