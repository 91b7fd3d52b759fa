"""A believable company to try things on: one module for each part of its life, put together in `story`."""
