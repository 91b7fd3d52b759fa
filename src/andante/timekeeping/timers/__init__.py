"""The running timer of each user: what they are working on, and since when."""
