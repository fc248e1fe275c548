"""What eviction and allotment are worth: traces replayed on the pool of the cache core, without an engine."""
