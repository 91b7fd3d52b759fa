"""The five servlets: parameters, XML and Excel."""
