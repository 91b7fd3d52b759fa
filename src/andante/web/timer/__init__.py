"""The timer in the bar at the top of every page: a template and scripts. It has no page of its own."""
