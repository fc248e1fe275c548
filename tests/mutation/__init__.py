"""Planted faults, each with the tests that must fail on it: `python -m tests.mutation`."""
