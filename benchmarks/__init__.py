"""Races against the best peers: `python -m benchmarks.NAME`, one JSON line a contender."""
