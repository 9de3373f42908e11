"""Every speed claim of the library, as ratios measured in one run; see ``python -m benchmarks --help``."""
