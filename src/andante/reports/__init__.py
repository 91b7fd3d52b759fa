"""Reports on planned time, logged time and capacity."""
