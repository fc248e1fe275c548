"""The monitor: usage of shared units for the operator, and detection of tenants that probe the cache."""
