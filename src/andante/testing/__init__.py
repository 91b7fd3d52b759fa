"""A sandbox for whoever writes against Tempo: a running Andante for tests.

plugin     the fixtures, as pytest finds them
sandbox    a running Andante, and what puts users, projects, issues, tokens and worklogs into it
serving    a WSGI application on a free port, in a thread
templates  databases that are made once and copied ever after
"""
