"""Every speed claim of the library, as ratios measured in one run: ``python -m benchmarks``."""
