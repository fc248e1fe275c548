"""Storage of the ledger: one interface, one module for each implementation."""
