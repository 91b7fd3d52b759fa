"""My week: the time logged on each issue and day, as a grid that saves each cell."""
