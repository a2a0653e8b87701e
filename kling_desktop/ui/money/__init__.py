"""Money: what was spent, what may be spent, and the ledger as a table."""
