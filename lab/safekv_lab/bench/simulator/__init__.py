"""The simulator measured: modes compared on traces, its cost model fitted, and held against the real engine."""
