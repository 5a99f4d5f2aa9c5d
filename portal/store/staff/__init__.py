"""Staff accounts, rights and disaster mode."""
