"""The prefix index beside those of others, on one workload and in one run."""
