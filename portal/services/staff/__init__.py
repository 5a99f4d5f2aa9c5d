"""Accounts, rights and their moves, disaster mode."""
