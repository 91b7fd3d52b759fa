"""The parts of a REST API server that do not depend on time tracking: operations, server, decoding, faults, paging and so on."""
