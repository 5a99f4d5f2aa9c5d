"""API clients, their tokens and their feed of changes."""
