"""What time is logged on: projects and issues."""
