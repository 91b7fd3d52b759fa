"""Work attributes: what a worklog carries beyond time and text."""
