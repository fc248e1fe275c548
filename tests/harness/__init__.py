"""A harness that runs the real scheduler on a fake worker, and checks every read of every slot."""
