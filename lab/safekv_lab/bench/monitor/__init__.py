"""What the monitor notices and what its answers cost: on recorded and composed traces, and against probers."""
