"""Tables of accounts, rights and disaster mode."""
