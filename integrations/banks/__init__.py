"""Branches of banks: plugs of `BankLookup`. Knows no network: an account typed here leaves no trace outside."""
