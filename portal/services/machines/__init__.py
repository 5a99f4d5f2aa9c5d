"""Clients of the machine API, tokens, changes."""
