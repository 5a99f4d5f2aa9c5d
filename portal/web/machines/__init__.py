"""Clients of the machine API, their tokens and the changes they read."""
