"""A sandbox for testing programs that use the Tempo API: a running Andante server.

plugin     the pytest fixtures
sandbox    a running Andante, with methods that create users, projects, issues, tokens and worklogs
serving    runs a WSGI application on a free port in a thread
templates  databases that are created once and copied for each sandbox
"""
