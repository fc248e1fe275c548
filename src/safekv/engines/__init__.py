"""Adapters to inference engines, at the edge of the package."""
