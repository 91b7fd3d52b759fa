"""Sums of planned time, logged time and capacity by week, for users or teams."""
