"""Subscriptions of other programs to events, and the delivery of the events to their URLs."""
