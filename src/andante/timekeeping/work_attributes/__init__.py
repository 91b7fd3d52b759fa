"""Work attributes: fields that administrators add to worklogs."""
