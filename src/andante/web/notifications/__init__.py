"""The page with the user's notifications, and the bell in the bar at the top."""
