"""Workloads: what several tenants of one platform ask, in order, and which part of it is public."""
