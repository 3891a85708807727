"""How fast a mirror of the ledger is built, beside the same work done by others: see `__main__`."""
