"""The calendar: the days of a week side by side, with worklogs as blocks."""
