"""The world: tables, keyed draws, compiling, the ledger, the index of ties, and the population that fills them."""
