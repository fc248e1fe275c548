"""Where the ledger keeps what it knows: one interface, one file for each implementation."""
