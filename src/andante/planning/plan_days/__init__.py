"""On which days a plan falls, and how much time it plans on each."""
