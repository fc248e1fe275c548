"""The ledger: a differentially private vote of distinct owners decides what is released, and a log says why."""
