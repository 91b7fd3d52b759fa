"""Reports on logged time: sums by up to three dimensions, in columns of days, weeks, months, quarters or years."""
