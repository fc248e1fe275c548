"""The simulator: the cache core and the plans of SafeKV in virtual time, for what no machine at hand can hold.

`simulation` sends requests to `replica`s, each an engine with continuous batching, a `cost` model for its time and a
`safekv.cache.pool.Pool` for its memory. `sharing` plans them with the same planner, and votes with the same draw.
"""
