"""A user's week as a grid: the time logged and planned on each issue and day, and changes of single cells."""
