"""A believable company to try things on."""
