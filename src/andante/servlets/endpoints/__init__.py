"""The HTTP endpoints of the five servlets: parameters, columns, XML and Excel."""
