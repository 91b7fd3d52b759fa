"""Worklogs: who worked on which issue, when and for how long."""
