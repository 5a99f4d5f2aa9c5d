"""Tables of machine API clients, their tokens and the changes they read."""
