"""Reviews: the timesheets of many users, and what a reviewer should look at in them."""
