"""SafeKV's vLLM scheduler without a model: built on its own for the test harness, and timed."""
