"""Accounts, rights, disaster mode."""
