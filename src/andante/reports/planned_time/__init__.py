"""What planning and logging come to: sums over people, teams and weeks."""
