"""Measures Andante against the minimum cost of the same work on the same machine: `python -m benchmarks`."""
