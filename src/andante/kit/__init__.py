"""What any such server needs, knowing nothing of time tracking."""
