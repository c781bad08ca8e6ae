"""The contestants of `python -m tests.benchmarks`: each a script run by an interpreter that has its library."""
