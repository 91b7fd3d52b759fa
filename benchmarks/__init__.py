"""What Andante costs, as ratios to the least that the same machine could do: `python -m benchmarks`."""
