"""Reach: the users and days over which a user holds permissions through teams."""
