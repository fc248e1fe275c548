"""Workloads, a client and a server to drive them with, and what the results mean."""
